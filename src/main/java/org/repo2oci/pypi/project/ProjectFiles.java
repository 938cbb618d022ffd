package org.repo2oci.pypi.project;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.pypi.resolve.PythonTarget;
import org.repo2oci.pypi.spec.RequirementLine;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.pypi.spec.RequirementsReader;
import org.repo2oci.pypi.spec.SourceLine;

/**
 * Makes requirements of a repository's Python files. A lock file becomes one requirement for each
 * package that the target needs, with its very version and digests: the server's packages are
 * decided around them, and nothing of the lock can change.
 */
public final class ProjectFiles {
  private final Path repository;
  private final PythonTarget target;
  private final Fetcher fetcher;

  /**
   * A way to read them.
   *
   * @param target decides which packages of a lock file are needed
   * @param fetcher for requirements files that are included by URL
   */
  public ProjectFiles(Path repository, PythonTarget target, Fetcher fetcher) {
    this.repository = repository;
    this.target = target;
    this.fetcher = fetcher;
  }

  /**
   * Reads the files, in their order.
   *
   * @throws BuildFailure with file and line; also where a lock file does not fit its project
   */
  public Requirements read(List<ProjectFile> files) throws IOException, InterruptedException {
    Requirements all = Requirements.none();
    // setup.py and pyproject.toml are one package
    boolean itself = false;
    for (ProjectFile file : files) {
      if (file.kind() == ProjectFile.Kind.PACKAGE && itself) {
        continue;
      }
      itself |= file.kind() == ProjectFile.Kind.PACKAGE;
      all = all.plus(read(file, files));
    }
    return all;
  }

  private Requirements read(ProjectFile file, List<ProjectFile> all)
      throws IOException, InterruptedException {
    return switch (file.kind()) {
      case REQUIREMENTS -> RequirementsReader.read(repository, file.path(), fetcher);
      case PACKAGE ->
          lines(file, List.of(new RequirementLine(new SourceLine(file.path(), 1), ".")));
      case PIPFILE ->
          has(all, ProjectFile.Kind.PIPFILE_LOCK)
              ? Requirements.none()
              : lines(file, new Pipfile(toml(file.path()), markers()).lines());
      case PIPFILE_LOCK ->
          lines(
              file,
              new PipfileLock(text(file.path()), file.path(), pipfile(all), markers()).lines());
      case UV_LOCK ->
          lines(file, new UvLock(toml(file.path()), toml(beside(file)), markers()).lines());
      case POETRY_LOCK ->
          lines(file, new PoetryLock(toml(file.path()), toml(beside(file)), markers()).lines());
      case PYLOCK -> lines(file, new PylockFile(toml(file.path()), markers()).lines());
    };
  }

  private static boolean has(List<ProjectFile> all, ProjectFile.Kind kind) {
    return all.stream().anyMatch(file -> file.kind() == kind);
  }

  private Optional<TomlFile> pipfile(List<ProjectFile> all) throws IOException {
    for (ProjectFile file : all) {
      if (file.kind() == ProjectFile.Kind.PIPFILE) {
        return Optional.of(toml(file.path()));
      }
    }
    return Optional.empty();
  }

  /** The {@code pyproject.toml} of a lock file. */
  private static String beside(ProjectFile file) {
    return file.path().substring(0, file.path().lastIndexOf('/') + 1) + "pyproject.toml";
  }

  private MarkerEnvironment markers() {
    return MarkerEnvironment.of(target);
  }

  private TomlFile toml(String path) throws IOException {
    return TomlFile.parse(text(path), path);
  }

  private String text(String path) throws IOException {
    return ProjectText.read(repository, path);
  }

  private Requirements lines(ProjectFile file, List<RequirementLine> lines)
      throws IOException, InterruptedException {
    return RequirementsReader.readLines(repository, file.path(), lines, fetcher);
  }
}
