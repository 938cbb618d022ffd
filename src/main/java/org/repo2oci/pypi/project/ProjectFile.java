package org.repo2oci.pypi.project;

/**
 * A file of a repository that says which Python packages it needs.
 *
 * @param path relative to the repository
 */
public record ProjectFile(Kind kind, String path) {
  /** What a file is. */
  public enum Kind {
    /** A requirements file of pip. */
    REQUIREMENTS,
    /** A {@code setup.py} or {@code pyproject.toml}: the repository itself is a package. */
    PACKAGE,
    PIPFILE,
    PIPFILE_LOCK,
    UV_LOCK,
    POETRY_LOCK,
    /** A {@code pylock.toml} (PEP 751). */
    PYLOCK
  }
}
