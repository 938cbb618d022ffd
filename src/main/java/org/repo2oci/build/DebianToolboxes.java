package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.repo2oci.debian.Account;
import org.repo2oci.debian.DebianUnpacker;
import org.repo2oci.debian.LockedDeb;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.debian.Toolbox;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.resolve.Toolboxes;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.store.Scratch;

/** The toolboxes as folders of the store, made of locked Debian packages when they are wanted. */
final class DebianToolboxes implements Toolboxes {
  private static final String PYTHON = "python";
  private static final String BUILD = "build";
  private static final String R = "r";

  private final Workshop workshop;
  private final LockedDebian lock;
  private final DebianUnpacker unpacker;
  private final Digest installer;
  private final Account account;

  /**
   * @param installer key of what unpacks the packages
   */
  DebianToolboxes(
      Workshop workshop,
      LockedDebian lock,
      DebianUnpacker unpacker,
      Digest installer,
      Account account) {
    this.workshop = workshop;
    this.lock = lock;
    this.unpacker = unpacker;
    this.installer = installer;
    this.account = account;
  }

  @Override
  public List<RootLayer> python() throws IOException, InterruptedException {
    return List.of(layer(PYTHON));
  }

  /** The folder that has the target's Python, for programs outside of a sandbox. */
  Path pythonFolder() throws IOException {
    try {
      return layer(PYTHON).directory();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while unpacking Python", e);
    }
  }

  @Override
  public List<RootLayer> build() throws IOException, InterruptedException {
    return List.of(layer(BUILD));
  }

  @Override
  public String interpreter() {
    return lock.toolboxPackages(PYTHON).stream()
        .map(LockedDeb::name)
        .filter(name -> name.matches("python3\\.\\d+"))
        .findFirst()
        .map(name -> "/usr/bin/" + name)
        .orElseThrow(() ->
            BuildFailure.environment("Cannot use the toolbox `python`: it has no interpreter")
                .withHint("Lock again with the buildpacks that came with this release"));
  }

  /** R with compilers. */
  RootLayer r() throws IOException, InterruptedException {
    return layer(R);
  }

  /** What {@link #r()} is made of. */
  Digest rKey() {
    return key(R);
  }

  /**
   * What R packages are built with and the image has not, to be laid over its layers for a step.
   */
  synchronized RootLayer compilers() throws IOException, InterruptedException {
    Set<String> there =
        lock.imagePackages().stream().map(LockedDeb::name).collect(Collectors.toSet());
    List<LockedDeb> more =
        lock.toolboxPackages(R).stream().filter(deb -> !there.contains(deb.name())).toList();
    StringBuilder text = new StringBuilder("compilers 1\n").append(installer).append('\n');
    more.forEach(deb -> text.append(deb.name()).append(' ').append(deb.sha256()).append('\n'));
    Digest key = Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
    try (Scratch scratch = workshop.store().newScratch()) {
      return workshop
          .sandbox()
          .materialise(
              key,
              () -> {
                try {
                  return Toolbox.over(unpacker.unpack(lock, more, scratch.directory()));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                  throw new IOException("interrupted while unpacking compilers", e);
                }
              });
    }
  }

  /** Minor version of the C library that {@link #build()} links against: 41 for 2.41. */
  int glibcMinor() {
    return lock.toolboxPackages(BUILD).stream()
        .filter(deb -> deb.name().equals("libc6"))
        .findFirst()
        .map(deb -> Integer.parseInt(deb.version().split("[.\\-+~]", -1)[1]))
        .orElse(Integer.MAX_VALUE);
  }

  @Override
  public Digest buildKey() {
    return key(BUILD);
  }

  private Digest key(String name) {
    StringBuilder text = new StringBuilder("toolbox 2\n").append(installer).append('\n');
    text.append(account).append('\n');
    for (LockedDeb deb : lock.toolboxPackages(name)) {
      text.append(deb.name()).append(' ').append(deb.sha256()).append('\n');
    }
    return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private synchronized RootLayer layer(String name) throws IOException, InterruptedException {
    try (Scratch scratch = workshop.store().newScratch()) {
      return workshop.sandbox().materialise(key(name), () -> tree(name, scratch));
    }
  }

  private FileTree tree(String name, Scratch scratch) throws IOException {
    try {
      return Toolbox.of(
          unpacker.unpack(lock, lock.toolboxPackages(name), scratch.directory()), account);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while unpacking a toolbox", e);
    }
  }
}
