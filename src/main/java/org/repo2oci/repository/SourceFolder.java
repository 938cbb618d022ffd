package org.repo2oci.repository;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;

/**
 * The folder that is built, and careful reading in it: a link may not lead out of the repository,
 * and a configuration file is small.
 */
public final class SourceFolder {
  /** A configuration file may not be larger, in bytes. */
  public static final int LARGEST_CONFIGURATION_FILE = 1 << 20;

  private static final List<String> BINDER_FOLDERS = List.of("binder", ".binder");

  private final Path root;
  private final Path boundary;

  /**
   * @param boundary the top of the repository, which holds {@code root} and all that links may name
   */
  SourceFolder(Path root, Path boundary) throws IOException {
    this.root = root.toRealPath();
    this.boundary = boundary.toRealPath();
  }

  /** Where it lies, all links resolved. */
  public Path root() {
    return root;
  }

  /** Whether something has this name, even a link that leads nowhere. */
  public boolean exists(String path) {
    return Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether it is a folder, or a link to one. */
  public boolean isFolder(String path) {
    return Files.isDirectory(root.resolve(path));
  }

  /**
   * {@code binder} or {@code .binder}, where the repository has one: the only place that
   * configuration is searched in.
   *
   * @throws BuildFailure where it has both
   */
  public Optional<String> binderFolder() {
    List<String> found = BINDER_FOLDERS.stream().filter(this::isFolder).toList();
    if (found.size() > 1) {
      throw BuildFailure.input(
              "The repository contains both a `binder` and a `.binder` folder, and they are"
                  + " exclusive")
          .withHint("Move everything into one of them and delete the other");
    }
    for (String folder : found) {
      requireInside(folder, root.resolve(folder));
    }
    return found.stream().findFirst();
  }

  /**
   * A configuration file's bytes.
   *
   * @throws BuildFailure where it cannot be read, is no regular file, lies outside of the
   *     repository, or is larger than {@link #LARGEST_CONFIGURATION_FILE}
   */
  public byte[] readSmall(String path) {
    return read(path, LARGEST_CONFIGURATION_FILE);
  }

  /**
   * The same, with another limit.
   *
   * @param largest bytes
   */
  public byte[] read(String path, int largest) {
    Path file = requireRegular(path);
    try {
      if (Files.size(file) > largest) {
        throw BuildFailure.input(
                "Cannot read `%s`: it has %d bytes, and a configuration file at most %d"
                    .formatted(path, Files.size(file), largest))
            .withHint("Check that it is the file you meant; data belongs elsewhere");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private Path requireRegular(String path) {
    Path file = requireInside(path, root.resolve(path));
    if (!Files.isRegularFile(file)) {
      throw BuildFailure.input(
              "Cannot read `%s`: it is %s"
                  .formatted(path, Files.isDirectory(file) ? "a folder" : "not a regular file"))
          .withHint("Rename it, or put a file there");
    }
    return file;
  }

  /** The real path, where it lies in the repository. */
  private Path requireInside(String path, Path file) {
    try {
      Path real = file.toRealPath();
      if (!real.startsWith(boundary)) {
        throw BuildFailure.input(
                "Cannot read `%s`: it is a link to outside of the repository".formatted(path))
            .withHint("Put the file itself there");
      }
      return real;
    } catch (NoSuchFileException e) {
      throw BuildFailure.input("Cannot read `%s`: it is a link to nothing".formatted(path))
          .withHint("Put the file itself there, or delete the link")
          .withCause(e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  static BuildFailure unreadable(String path, IOException cause) {
    String reason =
        switch (cause) {
          case java.nio.file.AccessDeniedException _ -> "permission denied";
          case FileSystemLoopException _ -> "its links go round in a circle";
          case IOException e when String.valueOf(e.getMessage()).contains("symbolic links") ->
              "its links go round in a circle";
          case IOException e -> String.valueOf(e.getMessage());
        };
    return BuildFailure.input("Cannot read `%s`: %s".formatted(path, reason))
        .withHint("Check its permissions with `ls -l`")
        .withCause(cause);
  }
}
