package org.repo2oci.pypi.wheel;

import org.repo2oci.failure.BuildFailure;

/** The failures of wheels; each says which wheel, and what to do about it. */
public final class BadWheel {
  private BadWheel() {}

  /** A wheel that must not be installed; the reason is a clause about the wheel. */
  public static BuildFailure refused(String fileName, String reason) {
    return BuildFailure.input("Cannot install `%s`: %s".formatted(fileName, reason))
        .withHint("Ask for another version of this package; its maintainers made a faulty wheel");
  }
}
