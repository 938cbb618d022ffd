package org.repo2oci.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;

/** What goes wrong with an engine, and what to do about it. */
record EngineFailures(EngineAddress address) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String START =
      "Start it, for example with `systemctl start docker`, or name another one with `DOCKER_HOST`";

  /** The engine did not answer at all. */
  BuildFailure unreachable(Throwable cause) {
    return unreachable(reason(cause)).withCause(cause);
  }

  private BuildFailure unreachable(String why) {
    Optional<Path> socket = address.socket();
    String hint = START;
    if (socket.isPresent() && Files.exists(socket.get()) && !Files.isWritable(socket.get())) {
      hint = "Your user may not use it: add it to the group `docker`, or use a rootless engine";
    }
    BuildFailure failure =
        BuildFailure.environment(
            "Cannot reach the Docker Engine at `%s`: %s".formatted(address.host(), why));
    return (address.source().equals(EngineAddress.USUAL_PLACE)
            ? failure
            : failure.withDetail("The address is from %s".formatted(address.source())))
        .withHint(hint);
  }

  /** Says it without a connection where it is plain to see. */
  void requireSocket() {
    Optional<Path> socket = address.socket();
    if (socket.isEmpty()) {
      return;
    }
    if (!Files.exists(socket.get())) {
      throw unreachable("there is no such socket");
    }
    if (!Files.isWritable(socket.get())) {
      throw unreachable("permission denied");
    }
  }

  /** The engine answered that it does not do it. */
  BuildFailure refused(String verb, String object, Throwable cause) {
    String reason = reason(cause);
    BuildFailure failure =
        BuildFailure.environment(
                "Cannot %s `%s`: the Docker Engine refused it".formatted(verb, object))
            .withDetail(reason)
            .withCause(cause);
    String lower = reason.toLowerCase(Locale.ROOT);
    if (lower.contains("port is already allocated") || lower.contains("address already in use")) {
      return failure.withHint(
          "Name another port with `--port` or `--publish`, or none for a free one");
    }
    if (lower.contains("no space left")) {
      return failure.withHint("Make room, for example with `docker system prune`");
    }
    if (lower.contains("no such image")) {
      return failure.withHint("`docker images` lists what the engine has");
    }
    return failure.withHint("The engine's log says more, such as `journalctl -u docker`");
  }

  /** The engine's own words, which it sends as JSON. */
  static String reason(Throwable thrown) {
    Throwable inner = thrown;
    while (!(inner instanceof DockerException) && inner.getCause() != null) {
      inner = inner.getCause();
    }
    String text = String.valueOf(inner.getMessage()).replaceFirst("(?s)^Status \\d+: ", "");
    try {
      return MAPPER.readTree(text).path("message").asText(text).strip();
    } catch (JsonProcessingException e) {
      return text.strip();
    }
  }
}
