package org.repo2oci.build;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.repo2oci.debian.BaseConfiguration;
import org.repo2oci.debian.ConfiguredBase;
import org.repo2oci.debian.DebianUnpacker;
import org.repo2oci.debian.LockedDeb;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.debian.UnpackedDeb;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;
import org.repo2oci.store.Scratch;

/**
 * The base that is assembled from Debian packages: one layer of what is unpacked, one of what the
 * maintainer scripts made of it. Nothing is downloaded unless one of them is wanted.
 */
final class DebianBase implements AutoCloseable {
  /** The compressed size of what maintainer scripts make, for plans; it is not known before. */
  private static final long CONFIGURED_SIZE = 8L << 20;

  private final Workshop workshop;
  private final LockedDebian lock;
  private final DebianUnpacker unpacker;
  private final BaseConfiguration configuration;
  private @Nullable List<UnpackedDeb> packages;
  private @Nullable ConfiguredBase configured;
  private @Nullable Scratch scratch;

  DebianBase(
      Workshop workshop,
      LockedDebian lock,
      DebianUnpacker unpacker,
      BaseConfiguration configuration) {
    this.workshop = workshop;
    this.lock = lock;
    this.unpacker = unpacker;
    this.configuration = configuration;
  }

  List<Part> parts() throws IOException {
    long size = lock.basePackages().stream().mapToLong(LockedDeb::size).sum();
    String version = "%d packages".formatted(lock.basePackages().size());
    Component unpacked =
        new Component(
            Stratum.BASE,
            "debian",
            version,
            size,
            List.of(configuration.packagesKey(lock).toString()));
    Component changes =
        new Component(
            Stratum.BASE_CONFIGURED,
            "debian configuration",
            "",
            CONFIGURED_SIZE,
            List.of(configuration.key(lock).toString()));
    return List.of(new Part(unpacked, this::unpackedTree), new Part(changes, this::changes));
  }

  /** Everything that the packages of the base unpack to. */
  FileTree unpackedTree() throws IOException, InterruptedException {
    return BaseConfiguration.packagesTree(unpacked());
  }

  private synchronized FileTree changes() throws IOException, InterruptedException {
    ConfiguredBase known = configured;
    if (known == null) {
      requireSandbox();
      known =
          configuration.configure(
              lock,
              unpacked(),
              unpacker.unpack(lock, lock.configurePackages(), scratch().directory()));
      configured = known;
    }
    return known.changes();
  }

  /** Before the packages are downloaded. */
  private void requireSandbox() throws IOException {
    try {
      workshop.sandbox().requireSteps(BaseConfiguration.STEP, true);
    } catch (BuildFailure refused) {
      throw refused.withHint(
          "Or build upon an image, which needs no sandbox: `--base-image REF`; `release/base` makes one");
    }
  }

  private synchronized List<UnpackedDeb> unpacked() throws IOException, InterruptedException {
    List<UnpackedDeb> known = packages;
    if (known == null) {
      known = unpacker.unpack(lock, lock.basePackages(), scratch().directory());
      packages = known;
    }
    return new ArrayList<>(known);
  }

  private synchronized Scratch scratch() throws IOException {
    Scratch known = scratch;
    if (known == null) {
      known = workshop.store().newScratch();
      scratch = known;
    }
    return known;
  }

  @Override
  public synchronized void close() throws IOException {
    if (configured != null) {
      configured.close();
    }
    if (scratch != null) {
      scratch.close();
    }
  }
}
