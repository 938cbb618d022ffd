package org.repo2oci.conda.link;

import org.repo2oci.conda.LockedConda;
import org.repo2oci.failure.BuildFailure;

/** The failures of archives; each says which package, and what to do about it. */
final class BadPackage {
  private BadPackage() {}

  /** A package that must not be linked; the reason is a clause about its archive. */
  static BuildFailure refused(LockedConda locked, String reason) {
    return BuildFailure.input(
            "Cannot link `%s` of `%s`: %s".formatted(locked, locked.channel(), reason))
        .withHint(
            "Ask for another build or version of `%s`; the archive in the channel is faulty"
                .formatted(locked.record().name()));
  }
}
