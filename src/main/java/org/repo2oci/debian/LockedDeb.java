package org.repo2oci.debian;

import org.repo2oci.image.Digest;

/**
 * A Debian package that a build will use.
 *
 * @param index name of the {@link DebianIndex} that lists it
 * @param path relative to the mirror's folder
 * @param size of the archive, in bytes
 */
public record LockedDeb(
    String name,
    String version,
    String architecture,
    String index,
    String path,
    long size,
    Digest sha256) {
  public LockedDeb {
    if (size < 0 || path.startsWith("/") || path.contains("..")) {
      throw new IllegalArgumentException("`%s` cannot be where a package lies".formatted(path));
    }
    if (!name.matches("[a-z0-9][a-z0-9.+-]*") || !architecture.matches("[a-z0-9-]+")) {
      throw new IllegalArgumentException("`%s:%s` is no package".formatted(name, architecture));
    }
  }

  @Override
  public String toString() {
    return name + " " + version;
  }
}
