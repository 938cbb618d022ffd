package org.repo2oci.conda.link;

import org.repo2oci.conda.LockedConda;
import org.repo2oci.image.Digest;

/** The digest that an archive is known by: old indexes have only its MD5. */
final class ArchiveIdentity {
  private ArchiveIdentity() {}

  static String of(LockedConda locked) {
    return locked
        .record()
        .sha256()
        .map(Digest::toString)
        .orElseGet(() -> "md5:" + locked.record().md5().orElseThrow());
  }
}
