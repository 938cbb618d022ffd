package org.repo2oci.store;

import java.time.Instant;

/** What may go from the store; nothing goes that a running process has used. */
public sealed interface Pruning {
  /** Everything. */
  record All() implements Pruning {}

  /** What was last used before this moment. */
  record UnusedSince(Instant moment) implements Pruning {}

  /**
   * What was used the longest time ago, until the rest is not larger.
   *
   * @param bytes at least 0
   */
  record DownTo(long bytes) implements Pruning {
    public DownTo {
      if (bytes < 0) {
        throw new IllegalArgumentException("a store has at least 0 bytes, not " + bytes);
      }
    }
  }
}
