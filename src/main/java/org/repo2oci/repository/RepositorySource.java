package org.repo2oci.repository;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.repository.archive.Archives;

/** Where a repository comes from: a folder, an archive, or something that can be cloned. */
public sealed interface RepositorySource {
  Pattern SCHEME = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://.*");
  Pattern GIT_SCHEME = Pattern.compile("(?i)(https?|ssh|git|git\\+ssh|ssh\\+git|file)://.+");
  Pattern SECURE_COPY_FORM = Pattern.compile("[A-Za-z0-9_.+-]+@[A-Za-z0-9_.-]+:[^:].*");
  Pattern HOST_AND_PATH = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+/[^ ]+");

  /** As people should see it: without a password or a token. */
  String display();

  /** A folder that is built in place, with what is not committed in it. */
  record Folder(Path path) implements RepositorySource {
    @Override
    public String display() {
      return path.toString();
    }
  }

  /** A DOI or a SWHID. */
  record Identifier(String text) implements RepositorySource {
    @Override
    public String display() {
      return text;
    }
  }

  /**
   * A URL, {@code user@host:path}, or a bare repository on disk, as a {@code file://} URL.
   * Mercurial or an archive may be what answers there.
   */
  record Git(GitUrl url) implements RepositorySource {
    @Override
    public String display() {
      return url.display();
    }
  }

  /**
   * Reads what a user wrote. As in repo2docker an existing folder comes before every other reading;
   * a bare repository is no folder of files, so it is cloned.
   *
   * @throws BuildFailure where it is neither a folder nor a git URL
   */
  static RepositorySource parse(String text) {
    Path path = pathOf(text);
    if (path != null && Files.isDirectory(path)) {
      Path absolute = path.toAbsolutePath().normalize();
      return isBare(absolute) ? git(absolute) : new Folder(absolute);
    }
    if (Archives.isIdentifier(text)) {
      return new Identifier(text);
    }
    if (GIT_SCHEME.matcher(text).matches() || SECURE_COPY_FORM.matcher(text).matches()) {
      return new Git(GitUrl.parse(text));
    }
    if (path != null && Files.exists(path)) {
      throw BuildFailure.input("Cannot build `%s`: it is a file, not a folder".formatted(text))
          .withHint("Name the folder that holds the repository's files");
    }
    throw unknown(text);
  }

  /** The same repository on disk, to be cloned. */
  static Git git(Path folder) {
    return new Git(GitUrl.parse("file://" + folder));
  }

  private static BuildFailure unknown(String text) {
    String shown = GitUrl.redacted(text);
    if (SCHEME.matcher(text).matches()) {
      return BuildFailure.input(
              "Cannot build `%s`: repositories come by `https`, `ssh`, `git` or `file`"
                  .formatted(shown))
          .withHint("Give a folder or a git URL");
    }
    BuildFailure failure =
        BuildFailure.input(
            "Cannot build `%s`: it is neither a folder nor a git URL".formatted(shown));
    if (HOST_AND_PATH.matcher(text).matches()) {
      return failure.withHint("Did you mean `https://%s`?".formatted(shown));
    }
    return failure.withHint("Check the path; a git URL begins with `https://` or `ssh://`");
  }

  private static @Nullable Path pathOf(String text) {
    try {
      return text.isEmpty() || text.indexOf('\0') >= 0 ? null : Path.of(text);
    } catch (InvalidPathException _) {
      return null;
    }
  }

  private static boolean isBare(Path folder) {
    return !Files.exists(folder.resolve(".git"))
        && Files.isRegularFile(folder.resolve("HEAD"))
        && Files.isDirectory(folder.resolve("objects"))
        && Files.isDirectory(folder.resolve("refs"));
  }
}
