package org.repo2oci.lock;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.repo2oci.image.Digest;

/**
 * When a part of a lock was decided, and from what.
 *
 * @param inputs digest of what this part alone was made from: while it is the same, the part holds
 * @param since whole seconds; when its versions were last chosen without keeping to earlier ones
 */
public record LockedPart(Digest inputs, Instant since) {
  public LockedPart {
    if (!since.truncatedTo(ChronoUnit.SECONDS).equals(since)) {
      throw new IllegalArgumentException("a lock's time has no fraction of a second");
    }
  }
}
