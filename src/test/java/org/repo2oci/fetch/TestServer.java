package org.repo2oci.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A server on loopback whose answers a test writes, and which remembers what it was asked. */
public final class TestServer implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** One answer; {@code number} counts the requests of this path from 1. */
  @FunctionalInterface
  public interface Answer {
    void to(HttpExchange exchange, int number) throws IOException;
  }

  /** A request that came; header names are lower-case. */
  public record Asked(String path, Map<String, String> headers) {}

  public TestServer() throws IOException {
    this(HttpServer.create());
  }

  public TestServer(HttpServer server) throws IOException {
    this.server = server;
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
    asked.add(new Asked(path, headers));
    try (exchange) {
      Answer answer = answers.get(path);
      if (answer == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        answer.to(exchange, count(path));
      }
    }
  }

  /** What a path answers. */
  public TestServer on(String path, Answer answer) {
    answers.put(path, answer);
    return this;
  }

  public TestServer on(String path, byte[] body) {
    return on(path, (exchange, _) -> send(exchange, 200, body));
  }

  public static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  /** Announces all of it, sends the first bytes, and drops the connection. */
  public static void breakOff(HttpExchange exchange, byte[] body, int after) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body, 0, after);
    exchange.getResponseBody().flush();
    throw new IOException("a test breaks the connection");
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public int count(String path) {
    return Math.toIntExact(asked.stream().filter(one -> one.path().equals(path)).count());
  }

  public List<Asked> asked() {
    return asked;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
