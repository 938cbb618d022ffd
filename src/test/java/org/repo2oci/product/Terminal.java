package org.repo2oci.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A terminal of a Jupyter server, over its web socket. */
final class Terminal implements AutoCloseable, WebSocket.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final StringBuilder frame = new StringBuilder();
  private final StringBuilder screen = new StringBuilder();
  private @Nullable WebSocket socket;

  private Terminal() {}

  /**
   * Opens one.
   *
   * @param server such as {@code 127.0.0.1:8888}
   */
  static Terminal open(String server, String token) throws Exception {
    String name =
        JSON.readTree(
                Http.post(
                    URI.create("http://%s/api/terminals?token=%s".formatted(server, token)), "{}"))
            .path("name")
            .asText();
    Terminal terminal = new Terminal();
    terminal.socket =
        terminal
            .client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(
                    "ws://%s/terminals/websocket/%s?token=%s".formatted(server, name, token)),
                terminal)
            .get(30, TimeUnit.SECONDS);
    return terminal;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    frame.append(data);
    if (last) {
      try {
        JsonNode message = JSON.readTree(frame.toString());
        if (message.path(0).asText().equals("stdout")) {
          synchronized (screen) {
            screen.append(message.path(1).asText());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      frame.setLength(0);
    }
    from.request(1);
    return null;
  }

  /** Types a line, and gives what was printed between two marks. */
  String run(String command) throws Exception {
    int before = text(0).length();
    String line = "echo '<''<'; %s; echo '>''>'\r".formatted(command);
    WebSocket open = java.util.Objects.requireNonNull(socket);
    open.sendText(JSON.createArrayNode().add("stdin").add(line).toString(), true).get();
    for (int i = 0; i < 600; i++) {
      String text = text(before);
      int from = text.indexOf("<<\r\n");
      int to = text.indexOf(">>\r\n");
      if (from >= 0 && to > from) {
        return text.substring(from + 4, to).replace("\r", "").strip();
      }
      Thread.sleep(200);
    }
    throw new AssertionError("no end of `%s`: %s".formatted(command, text(0)));
  }

  private String text(int from) {
    synchronized (screen) {
      return screen.substring(from);
    }
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.abort();
    }
    client.close();
  }
}
