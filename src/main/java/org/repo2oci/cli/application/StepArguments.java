package org.repo2oci.cli.application;

import java.time.Duration;
import java.util.Optional;

/**
 * How programs of the repository are run while an image is made.
 *
 * @param again although nothing that they depend on changed
 * @param timeLimit of each; empty for the usual one
 * @param memoryLimit of each in bytes; empty for what the machine has
 */
public record StepArguments(
    boolean again, Optional<Duration> timeLimit, Optional<Long> memoryLimit) {
  /** As it is where nobody says anything. */
  public static StepArguments usual() {
    return new StepArguments(false, Optional.empty(), Optional.empty());
  }
}
