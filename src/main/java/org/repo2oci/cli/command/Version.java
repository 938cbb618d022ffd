package org.repo2oci.cli.command;

import java.util.Objects;

/** The version of this program, as the jar's manifest has it. */
final class Version {
  private Version() {}

  static String line() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "repo2oci " + Objects.requireNonNullElse(version, "(not packaged)");
  }
}
