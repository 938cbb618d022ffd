package org.repo2oci.build;

import java.time.Duration;
import java.util.Optional;

/**
 * How programs of the user's own are run.
 *
 * @param again although nothing that they depend on changed
 * @param timeLimit of each
 * @param memoryLimit of each; bytes
 */
public record StepRequest(boolean again, Optional<Duration> timeLimit, Optional<Long> memoryLimit) {
  /** As it is where nobody says anything. */
  public static StepRequest usual() {
    return new StepRequest(false, Optional.empty(), Optional.empty());
  }
}
