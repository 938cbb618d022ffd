package org.repo2oci.launch;

import java.io.IOException;

/** What runs an image: a sandbox, or an engine's containers. */
public interface ImageRunner {
  /**
   * Starts the image's entrypoint with a command.
   *
   * @throws org.repo2oci.failure.BuildFailure where this machine cannot run it
   */
  RunningImage start(ImageRun run) throws IOException, InterruptedException;

  /**
   * What a server has to listen on to be reached as is wanted, and from nowhere else: that address
   * and number itself in the machine's network, {@code 0.0.0.0} and the image's number in a
   * container's own.
   */
  Listening listening(PublishedPort wanted);

  /** An address and a port inside. */
  record Listening(String address, int port) {}
}
