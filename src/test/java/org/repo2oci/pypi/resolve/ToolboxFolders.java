package org.repo2oci.pypi.resolve;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.debian.Account;
import org.repo2oci.debian.DebInstaller;
import org.repo2oci.debian.DebianDefinition;
import org.repo2oci.debian.DebianLocker;
import org.repo2oci.debian.DebianMirror;
import org.repo2oci.debian.DebianUnpacker;
import org.repo2oci.debian.LockedDeb;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.debian.Toolbox;
import org.repo2oci.event.EventSink;
import org.repo2oci.fetch.HttpFetcher;
import org.repo2oci.fetch.NetworkSettings;
import org.repo2oci.image.Digest;
import org.repo2oci.sandbox.NamespaceSandbox;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.SandboxSettings;
import org.repo2oci.store.DiskStore;
import org.repo2oci.store.Scratch;
import org.repo2oci.store.Store;

/**
 * The toolboxes of {@code buildpacks/base}, of the packages that this machine's apt has today. They
 * are kept below {@code target}, so that only the first run pays for them.
 */
final class ToolboxFolders implements Toolboxes {
  private static final Path KEPT = Path.of("target/e2e-store");

  private final Store store;
  private final DebianMirror mirror;
  private final DebInstaller installer;
  private final LockedDebian lock;

  private ToolboxFolders(
      Store store, DebianMirror mirror, DebInstaller installer, LockedDebian lock) {
    this.store = store;
    this.mirror = mirror;
    this.installer = installer;
    this.lock = lock;
  }

  static ToolboxFolders onThisMachine() throws IOException, InterruptedException {
    Optional<DebianMirror> mirror = DebianMirror.ofApt(Path.of("/"));
    assumeTrue(mirror.isPresent(), "this machine's apt has no Debian source");
    Store store = DiskStore.open(KEPT);
    DebianDefinition definition = DebianDefinition.read(Path.of("buildpacks/base"));
    try (HttpFetcher fetcher = fetcher(store)) {
      LockedDebian lock =
          new DebianLocker(fetcher, EventSink.none(), Clock.systemUTC())
              .lock(definition, mirror.get(), "amd64");
      return new ToolboxFolders(
          store, mirror.get(), new DebInstaller(definition.exclusions()), lock);
    }
  }

  private static HttpFetcher fetcher(Store store) throws IOException {
    return new HttpFetcher(NetworkSettings.defaults(), store, EventSink.none());
  }

  /** Where what all tests need is kept between runs. */
  Store store() {
    return store;
  }

  @Override
  public List<RootLayer> python() throws IOException {
    return layer("python");
  }

  @Override
  public List<RootLayer> build() throws IOException {
    return layer("build");
  }

  @Override
  public String interpreter() {
    return "/usr/bin/python3.13";
  }

  @Override
  public Digest buildKey() {
    return key("build");
  }

  private synchronized List<RootLayer> layer(String name) throws IOException {
    NamespaceSandbox sandbox =
        NamespaceSandbox.create(store, SandboxSettings.of(Map.of()), EventSink.none());
    try (Scratch scratch = store.newScratch();
        HttpFetcher fetcher = fetcher(store)) {
      DebianUnpacker unpacker = new DebianUnpacker(fetcher, mirror, installer);
      return List.of(
          sandbox.materialise(
              key(name),
              () -> {
                try {
                  return Toolbox.of(
                      unpacker.unpack(lock, lock.toolboxPackages(name), scratch.directory()),
                      new Account("jovyan", 1000, 1000));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                  throw new IOException(e);
                }
              }));
    }
  }

  private Digest key(String name) {
    StringBuilder text = new StringBuilder(name).append(installer.key());
    for (LockedDeb deb : lock.toolboxPackages(name)) {
      text.append(deb.sha256());
    }
    return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
