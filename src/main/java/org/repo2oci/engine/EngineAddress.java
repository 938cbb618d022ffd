package org.repo2oci.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;

/**
 * Where the Docker Engine is, found as the {@code docker} program finds it: {@code DOCKER_HOST},
 * then {@code DOCKER_CONTEXT}, then the current context of its configuration, then the usual
 * socket; where that one does not exist, the socket of a rootless engine.
 *
 * @param host such as {@code unix:///var/run/docker.sock}
 * @param source what named it, for people
 * @param certificates folder with {@code ca.pem}, {@code cert.pem} and {@code key.pem}; empty for a
 *     connection without TLS
 */
record EngineAddress(URI host, String source, Optional<Path> certificates) {
  /** A source that nobody set. */
  static final String USUAL_PLACE = "the usual place";

  private static final Path USUAL = Path.of("/var/run/docker.sock");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int PLAIN_PORT = 2375;
  private static final int TLS_PORT = 2376;

  static EngineAddress find(Map<String, String> environment, Optional<Path> home) {
    return find(environment, home, USUAL);
  }

  static EngineAddress find(Map<String, String> environment, Optional<Path> home, Path usual) {
    Optional<Path> configuration =
        variable(environment, "DOCKER_CONFIG")
            .map(Path::of)
            .or(() -> home.map(folder -> folder.resolve(".docker")));
    Optional<String> host = variable(environment, "DOCKER_HOST");
    if (host.isPresent()) {
      boolean tls =
          variable(environment, "DOCKER_TLS_VERIFY")
              .or(() -> variable(environment, "DOCKER_TLS"))
              .isPresent();
      Optional<Path> certificates =
          variable(environment, "DOCKER_CERT_PATH").map(Path::of).or(() -> configuration);
      return of(host.get(), "`DOCKER_HOST`", tls ? certificates : Optional.empty());
    }
    Optional<String> context = variable(environment, "DOCKER_CONTEXT");
    if (context.isEmpty()) {
      context = configuration.flatMap(EngineAddress::currentContext);
    }
    if (context.isPresent() && !context.get().equals("default")) {
      return ofContext(context.get(), configuration);
    }
    Optional<Path> rootless =
        variable(environment, "XDG_RUNTIME_DIR")
            .map(folder -> Path.of(folder, "docker.sock"))
            .filter(socket -> !Files.exists(usual) && Files.exists(socket));
    return new EngineAddress(
        URI.create("unix://" + rootless.orElse(usual)), USUAL_PLACE, Optional.empty());
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  private static Optional<String> currentContext(Path configuration) {
    Path file = configuration.resolve("config.json");
    try {
      return Files.exists(file)
          ? Optional.of(MAPPER.readTree(file.toFile()).path("currentContext").asText())
              .filter(name -> !name.isEmpty())
          : Optional.empty();
    } catch (IOException e) {
      throw unusable("`%s`".formatted(file), "it cannot be read as JSON").withCause(e);
    }
  }

  /** A context's folder is named by the digest of its name. */
  private static EngineAddress ofContext(String name, Optional<Path> configuration) {
    String source = "the Docker context `%s`".formatted(name);
    if (configuration.isEmpty()) {
      throw unusable(source, "there is no home directory to look for it in");
    }
    Path contexts = configuration.get().resolve("contexts");
    String folder = Digest.of(name.getBytes(StandardCharsets.UTF_8)).hex();
    Path file = contexts.resolve("meta").resolve(folder).resolve("meta.json");
    if (!Files.exists(file)) {
      throw unusable(source, "there is no such context")
          .withHint("`docker context ls` lists those that there are");
    }
    try {
      JsonNode endpoint = MAPPER.readTree(file.toFile()).path("Endpoints").path("docker");
      Path certificates = contexts.resolve("tls").resolve(folder).resolve("docker");
      return of(
          endpoint.path("Host").asText(),
          source,
          Optional.of(certificates).filter(Files::isDirectory));
    } catch (IOException e) {
      throw unusable(source, "`%s` cannot be read as JSON".formatted(file)).withCause(e);
    }
  }

  private static EngineAddress of(String text, String source, Optional<Path> certificates) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw unusable(source, "`%s` is no address".formatted(text)).withCause(e);
    }
    String scheme = Optional.ofNullable(uri.getScheme()).orElse("");
    return switch (scheme) {
      case "unix" ->
          new EngineAddress(
              uri.getPath() == null || uri.getPath().isEmpty()
                  ? URI.create("unix://" + USUAL)
                  : uri,
              source,
              Optional.empty());
      case "tcp", "http", "https" -> {
        String machine = Optional.ofNullable(uri.getHost()).orElse("localhost");
        int port =
            uri.getPort() > 0 ? uri.getPort() : certificates.isPresent() ? TLS_PORT : PLAIN_PORT;
        yield new EngineAddress(URI.create("tcp://" + machine + ":" + port), source, certificates);
      }
      default ->
          throw unusable(source, "`%s` is not `unix://…` or `tcp://…`".formatted(text))
              .withHint(
                  "Reach an engine behind SSH with `ssh -L /tmp/docker.sock:/var/run/docker.sock HOST` and `DOCKER_HOST=unix:///tmp/docker.sock`");
    };
  }

  private static BuildFailure unusable(String source, String why) {
    return BuildFailure.usage("Cannot find the Docker Engine by %s: %s".formatted(source, why));
  }

  /** The socket's file; empty for an engine that is reached over the network. */
  Optional<Path> socket() {
    return host.getScheme().equals("unix")
        ? Optional.of(Path.of(host.getPath()))
        : Optional.empty();
  }
}
