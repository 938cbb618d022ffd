package org.repo2oci.build;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is run in the image beside what its repository says, and how.
 *
 * @param again although nothing that it depends on changed
 * @param timeLimit of each program
 * @param memoryLimit of each program; bytes
 * @param appendix lines of a Dockerfile for the end
 * @param buildArguments for those, and for the repository's own Dockerfile
 */
public record StepRequest(
    boolean again,
    Duration timeLimit,
    Optional<Long> memoryLimit,
    String appendix,
    Map<String, String> buildArguments) {
  private static final Duration TIME = Duration.ofHours(2);

  public StepRequest {
    buildArguments = Collections.unmodifiableMap(new LinkedHashMap<>(buildArguments));
  }

  /** As it is where nobody says anything. */
  public static StepRequest usual() {
    return new StepRequest(false, TIME, Optional.empty(), "", Map.of());
  }
}
