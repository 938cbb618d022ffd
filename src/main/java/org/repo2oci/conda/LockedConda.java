package org.repo2oci.conda;

/**
 * A conda package that a build will use.
 *
 * @param record as the channel's index had it: a package's own {@code info/index.json} may be older
 *     than the index's corrections
 * @param channel as conda writes it into {@code conda-meta}: a name or a URL, without a login
 * @param url of the archive, without a login
 * @param requested whether the user's file or the server's set names it; the specs, separated by
 *     commas, or empty
 */
public record LockedConda(PackageRecord record, String channel, String url, String requested) {
  public LockedConda {
    if (record.sha256().isEmpty() && record.md5().isEmpty()) {
      throw new IllegalArgumentException("`%s` has no digest".formatted(record));
    }
  }

  @Override
  public String toString() {
    return record.toString();
  }
}
