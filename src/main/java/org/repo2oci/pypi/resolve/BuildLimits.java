package org.repo2oci.pypi.resolve;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * How much of the machine one build may use.
 *
 * @param time of each of its steps
 * @param memory bytes
 */
record BuildLimits(Duration time, long memory) {
  private static final Duration TIME = Duration.ofHours(2);
  private static final long LEAST_MEMORY = 2L << 30;

  /** Three quarters of the memory: a build that needs more would end others with it. */
  static BuildLimits ofThisMachine() {
    long total = Long.MAX_VALUE;
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine) {
      total = machine.getTotalMemorySize();
    }
    return new BuildLimits(TIME, Math.max(LEAST_MEMORY, total / 4 * 3));
  }
}
