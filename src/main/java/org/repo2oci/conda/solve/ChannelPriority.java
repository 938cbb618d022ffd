package org.repo2oci.conda.solve;

/** What it means that one channel comes before another. */
public enum ChannelPriority {
  /** A package comes from the first channel that has its name. */
  STRICT,
  /** An older version of an earlier channel is preferred, where it will do. */
  FLEXIBLE,
  /** The version alone counts. */
  DISABLED
}
