package org.repo2oci.conda.channel;

import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.conda.spec.CondaVersion;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;

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

  /**
   * This record as one that will be used.
   *
   * @param requested the specs that name it, separated by commas, or empty
   * @param events hears of an archive that only MD5 vouches for
   * @throws org.repo2oci.failure.BuildFailure where the index has no digest of the archive
   */
  public LockedConda locked(String requested, EventSink events) {
    if (record.sha256().isEmpty() && record.md5().isEmpty()) {
      throw ChannelFailures.withoutDigest(this);
    }
    if (record.sha256().isEmpty()) {
      events.accept(
          new BuildEvent.Noted(
              Stage.RESOLVE,
              "`%s` of `%s` is checked by its MD5 digest: the index has no SHA-256"
                  .formatted(record, channel)));
    }
    return new LockedConda(record, channel.name(), url, requested);
  }

  @Override
  public String toString() {
    return channel + "::" + record;
  }
}
