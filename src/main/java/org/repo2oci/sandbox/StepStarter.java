package org.repo2oci.sandbox;

import java.io.IOException;
import java.time.Duration;

/** Starts steps for callers that do something while they run, or that end them themselves. */
public interface StepStarter {
  /**
   * Finds out whether steps can run here at all.
   *
   * @throws org.repo2oci.failure.BuildFailure where the machine refuses sandboxes, with how to
   *     allow them
   */
  void prepare() throws IOException;

  /** Starts a step that is killed when this program is asked to end. */
  default RunningStep start(Step step) throws IOException {
    return start(step, Duration.ZERO);
  }

  /**
   * Starts a step.
   *
   * @param patience how long it is left alone when this program is asked to end, so that the caller
   *     can end it in its own way; what still runs then is killed
   */
  RunningStep start(Step step, Duration patience) throws IOException;
}
