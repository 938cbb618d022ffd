package org.repo2oci.launch;

import java.net.URI;

/** Where a server is reached from this machine. */
record ServerAddress(String host, int port) {
  static ServerAddress of(PublishedPort server) {
    return new ServerAddress(server.address().orElse(LocalPort.ADDRESS), server.host());
  }

  /**
   * @param path with its query, encoded, without the slash in front
   */
  URI uri(String path) {
    return URI.create(this + "/" + path);
  }

  @Override
  public String toString() {
    return "http://%s:%d".formatted(PublishedPort.literal(host), port);
  }
}
