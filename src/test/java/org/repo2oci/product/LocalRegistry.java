package org.repo2oci.product;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** Distribution's registry on loopback, empty at first. */
final class LocalRegistry implements AutoCloseable {
  private final Process process;
  private final int port;

  private LocalRegistry(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static LocalRegistry start(Path folder) throws Exception {
    int port = freePort();
    Path settings =
        Files.writeString(
            folder.resolve("registry.yml"),
            """
            version: 0.1
            log: {level: error}
            storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
            http: {addr: "127.0.0.1:%d"}
            """
                .formatted(folder.resolve("registry"), port));
    Process process =
        Command.of("docker-registry", "serve", settings.toString())
            .start(folder.resolve("registry.out"), folder.resolve("registry.err"));
    LocalRegistry registry = new LocalRegistry(process, port);
    Http.await(URI.create("http://127.0.0.1:%d/v2/".formatted(port)), 200);
    return registry;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** A name in it, such as {@code localhost:5000/me/demo:1}. */
  String name(String image) {
    return "localhost:%d/%s".formatted(port, image);
  }

  /** Status of the manifest of a name and tag. */
  int manifest(String repository, String tag) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:%d/v2/%s/manifests/%s".formatted(port, repository, tag));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
