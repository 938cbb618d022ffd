package org.repo2oci.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import org.repo2oci.failure.BuildFailure;

/** A port of this machine's loopback interface that nobody listens on. */
final class LocalPort {
  static final String ADDRESS = "127.0.0.1";

  private LocalPort() {}

  /**
   * The wanted one, or any.
   *
   * @throws BuildFailure where the wanted one is taken
   */
  static int choose(OptionalInt wanted) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(ADDRESS), wanted.orElse(0)), 1);
      return socket.getLocalPort();
    } catch (IOException e) {
      if (wanted.isEmpty()) {
        throw e;
      }
      throw BuildFailure.environment(
              "Cannot launch on port `%d` of this machine".formatted(wanted.getAsInt()))
          .withDetail(String.valueOf(e.getMessage()))
          .withHint("Name another one with `--port`, or none for a free one")
          .withCause(e);
    }
  }
}
