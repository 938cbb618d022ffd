package org.repo2oci.launch;

import java.time.Duration;

/**
 * How long a launch waits.
 *
 * @param ready for the server's first answer
 * @param grace from asking the server to end to killing it
 */
public record LaunchTimes(Duration ready, Duration grace) {
  private static final Duration READY = Duration.ofMinutes(2);

  /** As engines have it; Jupyter ends its kernels in that time. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  public static LaunchTimes usual() {
    return new LaunchTimes(READY, GRACE);
  }
}
