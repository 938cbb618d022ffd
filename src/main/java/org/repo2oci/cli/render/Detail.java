package org.repo2oci.cli.render;

/** How much the user wants to read, from little to much. */
public enum Detail {
  /** Warnings and failures. */
  QUIET,
  /** And finished work. */
  NORMAL,
  /** And every line of the programs that a build runs. */
  VERBOSE
}
