package org.repo2oci.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.repo2oci.failure.BuildFailure;

/** A port of this machine that nobody listens on. */
final class LocalPort {
  static final String ADDRESS = "127.0.0.1";
  static final String ANY = "0.0.0.0";

  private LocalPort() {}

  /** A free one of the loopback interface. */
  static int free() throws IOException {
    try (ServerSocket socket = listening(ADDRESS, 0)) {
      return socket.getLocalPort();
    }
  }

  /**
   * The wanted one; where its number is 0, any at its address.
   *
   * @throws BuildFailure where it is taken
   */
  static PublishedPort choose(PublishedPort wanted) {
    try (ServerSocket socket = listening(wanted.address().orElse(ANY), wanted.host())) {
      return wanted.withHost(socket.getLocalPort());
    } catch (IOException | IllegalArgumentException e) {
      throw BuildFailure.environment(
              "Cannot launch on port `%d` of this machine".formatted(wanted.host()))
          .withDetail(String.valueOf(e.getMessage()))
          .withHint("Name another one with `--port` or `--publish`, or none for a free one")
          .withCause(e);
    }
  }

  private static ServerSocket listening(String address, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port), 1);
      return socket;
    } catch (IOException | IllegalArgumentException e) {
      socket.close();
      throw e;
    }
  }
}
