package org.repo2oci.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.repo2oci.image.Digest;

/** As much of a registry as a rehearsal pushes to, on loopback, in memory. */
final class RehearsalRegistry implements AutoCloseable {
  private static final String MANIFESTS = "manifests";

  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  RehearsalRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Host and port, as in an image's name. */
  String host() {
    return "localhost:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String name = path.substring(path.lastIndexOf('/') + 1);
      switch (exchange.getRequestMethod()) {
        case "POST" -> {
          exchange.getResponseHeaders().set("Location", path + "upload");
          exchange.sendResponseHeaders(202, -1);
        }
        case "PUT" -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          contents.put(Digest.of(body).toString(), body);
          if (path.contains(MANIFESTS)) {
            contents.put(name, body);
          }
          exchange.sendResponseHeaders(201, -1);
        }
        default -> send(exchange, Optional.ofNullable(contents.get(name)));
      }
    }
  }

  private static void send(HttpExchange exchange, Optional<byte[]> body) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (body.isEmpty() || head || body.get().length == 0) {
      exchange.sendResponseHeaders(body.isPresent() ? 200 : 404, -1);
      return;
    }
    if (exchange.getRequestURI().getPath().contains(MANIFESTS)) {
      exchange
          .getResponseHeaders()
          .set("Content-Type", "application/vnd.oci.image.manifest.v1+json");
    }
    exchange.sendResponseHeaders(200, body.get().length);
    exchange.getResponseBody().write(body.get());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
