package org.repo2oci.pypi.index;

/**
 * A package index, as the machine or the user names it.
 *
 * @param name stable, for locks: {@code default}, a name of uv's settings, or {@code extra-1} and
 *     so on
 * @param url of the simple API (PEP 503); it may carry a login, which never leaves the machine
 */
public record PackageIndex(String name, String url) {
  /** The name of the index that answers where no other one is named. */
  public static final String DEFAULT = "default";

  public PackageIndex {
    if (!url.matches("(?i)(?:https?|file)://.*")) {
      throw new IllegalArgumentException("`%s` is not the URL of an index".formatted(url));
    }
  }

  @Override
  public String toString() {
    return "PackageIndex[" + name + "]";
  }
}
