package org.repo2oci.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A kernel behind a server's address, over its web socket (Jupyter's messaging protocol 5.3). */
final class Kernel implements AutoCloseable, WebSocket.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE_SECONDS = 60;

  private final HttpClient client = Http.client();
  private final String session = UUID.randomUUID().toString();
  private final StringBuilder frame = new StringBuilder();
  private final StringBuilder output = new StringBuilder();
  private final CompletableFuture<String> idle = new CompletableFuture<>();
  private @Nullable WebSocket socket;
  private String asked = "";

  private Kernel() {}

  /**
   * What a cell prints in a kernel of its own.
   *
   * @param server its base address, with a slash at the end
   */
  static String run(URI server, String token, String kernel, String code) throws Exception {
    try (Kernel one = new Kernel()) {
      return one.execute(server, token, kernel, code);
    }
  }

  private String execute(URI server, String token, String kernel, String code) throws Exception {
    HttpResponse<String> made =
        client.send(
            HttpRequest.newBuilder(server.resolve("api/kernels"))
                .header("Authorization", "token " + token)
                .POST(
                    BodyPublishers.ofString(JSON.createObjectNode().put("name", kernel).toString()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (made.statusCode() != 201) {
      throw new AssertionError(made.statusCode() + " " + made.body());
    }
    String id = JSON.readTree(made.body()).path("id").asText();
    URI channels = server.resolve("api/kernels/%s/channels?session_id=%s".formatted(id, session));
    socket =
        client
            .newWebSocketBuilder()
            .header("Authorization", "token " + token)
            .buildAsync(URI.create(channels.toString().replaceFirst("^http", "ws")), this)
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    ObjectNode request = request(code);
    asked = request.path("header").path("msg_id").asText();
    socket.sendText(request.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return idle.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private ObjectNode request(String code) {
    ObjectNode message = JSON.createObjectNode().put("channel", "shell");
    message
        .putObject("header")
        .put("msg_id", UUID.randomUUID().toString())
        .put("session", session)
        .put("username", "test")
        .put("msg_type", "execute_request")
        .put("version", "5.3")
        .put("date", "2026-01-01T00:00:00Z");
    message.putObject("parent_header");
    message.putObject("metadata");
    message.putArray("buffers");
    ObjectNode content =
        message
            .putObject("content")
            .put("code", code)
            .put("silent", false)
            .put("store_history", false)
            .put("allow_stdin", false)
            .put("stop_on_error", true);
    content.putObject("user_expressions");
    return message;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    frame.append(data);
    if (last) {
      try {
        take(JSON.readTree(frame.toString()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      frame.setLength(0);
    }
    from.request(1);
    return null;
  }

  private void take(JsonNode message) {
    if (!message.path("parent_header").path("msg_id").asText().equals(asked)) {
      return;
    }
    JsonNode content = message.path("content");
    switch (message.path("header").path("msg_type").asText()) {
      case "stream" -> output.append(content.path("text").asText());
      case "execute_result", "display_data" ->
          output.append(content.path("data").path("text/plain").asText()).append('\n');
      case "error" -> output.append(content.path("traceback").toString());
      case "status" -> {
        if (content.path("execution_state").asText().equals("idle")) {
          idle.complete(output.toString().strip());
        }
      }
      default -> {
        // Echoes of the input and the like.
      }
    }
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    idle.completeExceptionally(error);
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.abort();
    }
    client.close();
  }
}
