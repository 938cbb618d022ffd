package org.repo2oci.conda;

/** Whether a package fits every platform, and in which way (CEP 34, {@code noarch}). */
public enum Noarch {
  /** For the platform of its subdirectory. */
  NONE,
  /** Files as they are. */
  GENERIC,
  /** Python modules whose place depends on the environment's Python. */
  PYTHON
}
