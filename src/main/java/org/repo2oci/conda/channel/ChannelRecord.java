package org.repo2oci.conda.channel;

import org.repo2oci.conda.PackageRecord;
import org.repo2oci.conda.spec.CondaVersion;
import org.repo2oci.conda.spec.MatchSpec;

/**
 * A record and where it is from.
 *
 * @param version of the record, read once
 * @param priority the channel's place in the user's order: 0 is preferred to 1
 * @param url of the archive, without a login
 */
public record ChannelRecord(
    PackageRecord record, CondaVersion version, Channel channel, int priority, String url) {
  /** Whether this is what a spec asks for; everything that it says counts. */
  public boolean matches(MatchSpec spec) {
    return spec.matches(record, version)
        && spec.channel().map(channel::isCalled).orElse(true)
        && spec.url().map(url::equals).orElse(true);
  }

  @Override
  public String toString() {
    return channel + "::" + record;
  }
}
