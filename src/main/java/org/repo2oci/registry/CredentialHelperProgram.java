package org.repo2oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.repo2oci.fetch.Login;

/**
 * A program {@code docker-credential-NAME}, which is asked for one registry's login over its
 * standard streams (docker-credential-helpers).
 */
record CredentialHelperProgram(String name, Map<String, String> environment, Duration timeout) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN_USER = "<token>";
  private static final int LARGEST = 1 << 20;

  CredentialHelperProgram {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "`%s` is not the name of a credential helper".formatted(name));
    }
  }

  String program() {
    return "docker-credential-" + name;
  }

  /**
   * Asks for a login; empty where the helper has none.
   *
   * @throws IOException in words for a user, where the helper does not answer as it should
   */
  Optional<Credential> get(String server) throws IOException, InterruptedException {
    Path executable =
        find().orElseThrow(() -> new IOException("`%s` is not on the `PATH`".formatted(program())));
    ProcessBuilder builder = new ProcessBuilder(executable.toString(), "get");
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    try {
      Thread killer = Thread.ofVirtual().start(() -> killLate(process));
      try (var in = process.getOutputStream()) {
        in.write(server.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // it may answer without reading
      }
      byte[] answer = process.getInputStream().readNBytes(LARGEST);
      int status = process.waitFor();
      killer.interrupt();
      if (status == 128 + 9) {
        throw new IOException(
            "`%s` did not answer within %d s".formatted(program(), timeout.toSeconds()));
      }
      return status == 0 ? parse(answer) : Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }

  private void killLate(Process process) {
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      // it answered
    }
  }

  private Optional<Path> find() {
    return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program()))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Optional<Credential> parse(byte[] answer) throws IOException {
    JsonNode node;
    try {
      node = JSON.readTree(answer);
    } catch (IOException e) {
      // The text may hold a secret, so no cause is passed on.
      throw new IOException("`%s` gave no JSON".formatted(program()));
    }
    String user = node.path("Username").asText();
    String secret = node.path("Secret").asText();
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        user.equals(TOKEN_USER)
            ? new Credential.Identity(secret)
            : new Credential.Basic(new Login(user, secret)));
  }
}
