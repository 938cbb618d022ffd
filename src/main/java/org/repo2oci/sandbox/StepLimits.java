package org.repo2oci.sandbox;

import java.util.Map;

/** How much of the machine a step may use, as far as plain resource limits can say it. */
final class StepLimits {
  private static final int PROCESSES = 4096;

  private StepLimits() {}

  static Map<String, String> variables(Step step) {
    String limits = "--core=0 --nproc=" + PROCESSES;
    if (step.memoryLimit().isPresent()) {
      limits += " --as=" + step.memoryLimit().get();
    }
    return Map.of("R2O_LIMITS", limits, "R2O_GROUPS", "0", "R2O_PROCESSES", "");
  }
}
