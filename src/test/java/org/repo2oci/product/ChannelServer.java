package org.repo2oci.product;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Conda channels on loopback, some with faults. */
final class ChannelServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Path> channels = new ConcurrentHashMap<>();
  private final Map<String, byte[]> instead = new ConcurrentHashMap<>();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();

  private ChannelServer(HttpServer server) {
    this.server = server;
  }

  static ChannelServer start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ChannelServer channels = new ChannelServer(server);
    server.createContext("/", channels::answer);
    server.setExecutor(channels.executor);
    server.start();
    return channels;
  }

  /** What {@code --conda-channel-alias} takes. */
  String alias() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  void serve(String channel, Path folder) {
    channels.put(channel, folder);
  }

  /** Answers a path, such as {@code /channel/noarch/repodata.json}, with other bytes. */
  void answer(String path, byte[] bytes) {
    instead.put(path, bytes);
  }

  /** The names of the archives that were asked for since the last call. */
  List<String> archives() {
    List<String> names = new ArrayList<>();
    for (String path = asked.poll(); path != null; path = asked.poll()) {
      if (path.endsWith(".conda") || path.endsWith(".tar.bz2")) {
        names.add(path.substring(path.lastIndexOf('/') + 1));
      }
    }
    return names;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      asked.add(path);
      String[] parts = path.split("/", 3);
      Path folder = channels.get(parts[1]);
      Path file = folder == null || parts.length < 3 ? null : folder.resolve(parts[2]);
      if (instead.containsKey(path)) {
        byte[] bytes = instead.get(path);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
      } else if (file != null && Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(200, Files.size(file));
        Files.copy(file, exchange.getResponseBody());
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}
