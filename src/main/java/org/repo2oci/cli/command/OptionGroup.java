package org.repo2oci.cli.command;

/** Options that belong together, in the code and in the help. */
interface OptionGroup {
  String heading();
}
