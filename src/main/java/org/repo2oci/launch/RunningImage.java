package org.repo2oci.launch;

import java.io.IOException;
import java.time.Duration;

/** An image that has been started. Closing it ends and removes whatever is left of it. */
public interface RunningImage extends AutoCloseable {
  boolean isRunning() throws InterruptedException;

  /**
   * Waits for the end; an interruption of the thread ends the waiting, not the server.
   *
   * @return the exit code; 128 + n where signal n ended it
   */
  int await() throws IOException, InterruptedException;

  /**
   * Asks the server to end (SIGTERM), and kills it with all that it started where it has not ended
   * after {@code grace}. Returns when nothing of it runs.
   */
  void stop(Duration grace) throws IOException, InterruptedException;

  /** Kills what runs, and removes what is on disk unless it was to be kept. */
  @Override
  void close() throws IOException;
}
