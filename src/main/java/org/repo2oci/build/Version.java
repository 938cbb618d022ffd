package org.repo2oci.build;

import java.util.Optional;

/** This program's version, as its jar says it. */
public final class Version {
  private Version() {}

  public static String text() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("0-development");
  }
}
