package org.repo2oci.buildpack;

import java.util.List;
import java.util.Optional;

/**
 * A file that a buildpack knows.
 *
 * @param file its name
 * @param kind what it is for, where later stages ask for it: {@code requirements}, {@code runtime}
 * @param decides whether its presence chooses the buildpack
 * @param when conditions that must all hold
 * @param unless files of which any makes this one superfluous
 * @param beside files of which one must be there too; empty for none
 * @param does what is done with it, in words that follow the file's name
 * @param unsupported why it cannot be used yet; its presence is then an error
 */
record DetectRule(
    String file,
    Place at,
    Optional<String> kind,
    boolean decides,
    List<Condition> when,
    List<String> unless,
    List<String> beside,
    String does,
    Optional<String> unsupported,
    Optional<String> hint) {
  /** Where a file is looked for. */
  enum Place {
    /** The binder folder, or the top where there is none. */
    BINDER,
    /** The top, and only where there is no binder folder. */
    PACKAGE,
    /** The top, always. */
    ROOT
  }

  /** What else must be true of a file, or of another one. */
  enum Condition {
    RUNTIME_IS_R,
    RUNTIME_IS_PYTHON,
    /** Absent, or of Python. */
    RUNTIME_ALLOWS_PYTHON,
    /** A {@code pyproject.toml} with {@code [project]} and {@code [build-system]}. */
    IS_PYTHON_PACKAGE,
    /** A {@code pyproject.toml} that says which Pythons it takes. */
    REQUIRES_PYTHON,
    /** A line of {@code requirements.txt} installs the repository itself. */
    SELF_INSTALLED,
    NOT_SELF_INSTALLED,
    /** A {@code uv.lock} or {@code poetry.lock} beside its project, or a {@code pylock.toml}. */
    LOCKED,
    NOT_LOCKED,
    /** A {@code pyproject.toml} of the kind that the lock file is for. */
    PROJECT_OF_UV,
    PROJECT_OF_POETRY,
    /** A list of archives that conda wrote. */
    IS_EXPLICIT_LIST,
    /** The image is for this platform. */
    PLATFORM_IS_AMD64,
    PLATFORM_IS_ARM64,
    /** A {@code Dockerfile} on {@code andrewosh/binder-base}. */
    FROM_LEGACY_BASE
  }

  DetectRule {
    when = List.copyOf(when);
    unless = List.copyOf(unless);
    beside = List.copyOf(beside);
  }
}
