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
   * The address that a server has to listen on to be reached at this machine's {@code 127.0.0.1},
   * and from nowhere else: {@code 127.0.0.1} itself in the machine's network, {@code 0.0.0.0} in a
   * container's own.
   */
  String listenAddress();
}
