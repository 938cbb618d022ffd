package org.repo2oci.sandbox;

import java.io.IOException;
import java.time.Duration;

/** A step that has been started. Closing it ends whatever is left of it. */
public interface RunningStep extends AutoCloseable {
  boolean isRunning();

  /**
   * Waits for the command's end and gives what it changed.
   *
   * @throws org.repo2oci.failure.BuildFailure where the machine refuses sandboxes, or the time
   *     limit was reached
   */
  StepResult await() throws IOException, InterruptedException;

  /**
   * Asks the command to end (SIGTERM), and kills it with all that it started where it has not ended
   * after {@code grace}. Returns when nothing of it runs.
   */
  void stop(Duration grace) throws InterruptedException;

  /** Kills what runs and removes what is on disk, unless a result was given, which then has it. */
  @Override
  void close() throws IOException;
}
