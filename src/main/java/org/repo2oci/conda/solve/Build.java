package org.repo2oci.conda.solve;

import java.util.Optional;
import org.repo2oci.conda.channel.ChannelRecord;
import org.repo2oci.conda.spec.CondaVersion;
import org.repo2oci.conda.spec.MatchSpec;

/**
 * What may be chosen of a package.
 *
 * @param record nothing for a virtual package
 */
record Build(String name, CondaVersion version, String build, Optional<ChannelRecord> record) {
  static Build of(ChannelRecord record) {
    return new Build(
        record.record().name(), record.version(), record.record().build(), Optional.of(record));
  }

  static Build of(VirtualPackage given) {
    return new Build(given.name(), given.version(), given.build(), Optional.empty());
  }

  boolean matches(MatchSpec spec) {
    return record
        .map(known -> known.matches(spec))
        .orElseGet(() -> spec.version().matches(version) && spec.build().matches(build));
  }

  boolean hasTrackFeatures() {
    return record.map(known -> !known.record().trackFeatures().isEmpty()).orElse(false);
  }

  long number() {
    return record.map(known -> known.record().buildNumber()).orElse(0L);
  }

  /** Milliseconds since 1970, or 0. */
  long timestamp() {
    return record.map(known -> known.record().timestamp()).orElse(0L);
  }

  int channelPriority() {
    return record.map(ChannelRecord::priority).orElse(0);
  }
}
