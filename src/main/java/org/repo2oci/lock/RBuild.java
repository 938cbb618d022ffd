package org.repo2oci.lock;

import org.repo2oci.image.Digest;

/**
 * The Debian package of an R that somebody built for the distribution.
 *
 * @param url where it comes from, without a login; empty for a file of the machine that locked it
 * @param size bytes
 */
public record RBuild(String url, long size, Digest sha256) {
  public RBuild {
    if (size < 0) {
      throw new IllegalArgumentException("no package has %d bytes".formatted(size));
    }
  }
}
