package org.repo2oci.conda.solve;

/** Which versions are preferred. */
public enum Strategy {
  HIGHEST,
  LOWEST,
  /** The lowest of what is asked for, the highest of what that needs. */
  LOWEST_DIRECT
}
