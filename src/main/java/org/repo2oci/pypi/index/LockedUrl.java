package org.repo2oci.pypi.index;

import java.util.Optional;

/**
 * Where a file is, without a login.
 *
 * @param index the index whose URL {@code path} is relative to; empty where the path is a URL
 * @param path a relative reference, or an absolute URL
 */
public record LockedUrl(Optional<String> index, String path) {
  public LockedUrl {
    if (path.isBlank()) {
      throw new IllegalArgumentException("a file needs a URL");
    }
    if (index.isEmpty() && !path.contains(":")) {
      throw new IllegalArgumentException("`%s` is not an absolute URL".formatted(path));
    }
  }
}
