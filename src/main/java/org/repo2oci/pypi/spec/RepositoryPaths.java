package org.repo2oci.pypi.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths that files of a repository name; none may lead out of it, not even through a link. */
final class RepositoryPaths {
  private final Path root;

  RepositoryPaths(Path repository) throws IOException {
    this.root = repository.toRealPath();
  }

  /** The path relative to the repository's top, of something that is there. */
  String existing(String text) throws RequirementParser.Refused {
    return existing("", text);
  }

  /**
   * The same for a path that is meant from a folder.
   *
   * @param folder relative to the top; empty for the top
   */
  String existing(String folder, String text) throws RequirementParser.Refused {
    Path wanted = resolved(folder, text);
    if (!wanted.startsWith(root)) {
      throw new RequirementParser.Refused("`%s` is outside the repository".formatted(text));
    }
    Path real;
    try {
      real = wanted.toRealPath();
    } catch (IOException e) {
      throw new RequirementParser.Refused(
          "`%s` is not in the repository".formatted(text), "Paths start at the repository's top");
    }
    if (!real.startsWith(root)) {
      throw new RequirementParser.Refused(
          "`%s` is a link that leads out of the repository".formatted(text));
    }
    return root.relativize(wanted).toString();
  }

  boolean exists(String folder, String text) {
    try {
      return Files.exists(root.resolve(folder).resolve(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  Path file(String relative) {
    return root.resolve(relative);
  }

  private Path resolved(String folder, String text) throws RequirementParser.Refused {
    try {
      return root.resolve(folder).resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw new RequirementParser.Refused("`%s` is not a path".formatted(text));
    }
  }
}
