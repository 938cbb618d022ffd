package org.repo2oci.debian;

import org.repo2oci.image.Digest;

/**
 * A Debian package that the apt of a base image chose.
 *
 * @param name with version and architecture, as the archive is called
 * @param url of the archive, without a login
 * @param size in bytes
 */
public record ImageDeb(String name, String url, long size, Digest sha256) {
  public ImageDeb {
    if (size < 0 || !url.matches("https?://[^@\\s']+")) {
      throw new IllegalArgumentException("`%s` cannot be where a package lies".formatted(url));
    }
  }
}
