package org.repo2oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Login;

/** Docker's {@code config.json} or podman's {@code auth.json}: logins and helpers by registry. */
record CredentialFile(Path file, JsonNode root) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads a file; empty where there is none. */
  static Optional<CredentialFile> read(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new CredentialFile(file, JSON.readTree(Files.readAllBytes(file))));
    } catch (IOException e) {
      // Neither the cause nor the text: both may hold a secret.
      throw BuildFailure.environment(
              "Cannot read the registry logins in `%s`: it is not JSON".formatted(file))
          .withHint("Correct the file, or remove it and run `docker login` again");
    }
  }

  /** The helper for a registry: its own, else the one for all. */
  Optional<String> helper(String registry) {
    for (Map.Entry<String, JsonNode> entry : root.path("credHelpers").properties()) {
      if (host(entry.getKey()).equals(registry)) {
        return Optional.of(entry.getValue().asText());
      }
    }
    return Optional.of(root.path("credsStore").asText()).filter(name -> !name.isEmpty());
  }

  /** The login that names the longest beginning of {@code registry/repository}. */
  Optional<Credential> login(String registry, String repository) {
    return root.path("auths").properties().stream()
        .filter(entry -> covers(key(entry.getKey()), registry, repository))
        .sorted(
            Comparator.comparingInt(
                    (Map.Entry<String, JsonNode> entry) -> key(entry.getKey()).length())
                .reversed())
        .flatMap(entry -> credential(entry.getValue()).stream())
        .findFirst();
  }

  private static boolean covers(String key, String registry, String repository) {
    return key.equals(registry) || (registry + "/" + repository + "/").startsWith(key + "/");
  }

  /** A key without scheme and API version: {@code https://host/v1/} is {@code host}. */
  private static String key(String text) {
    String key = text.replaceFirst("^https?://", "").replaceFirst("/(v[12]/?)?$", "");
    String host = host(key);
    return host + key.substring(Math.min(key.length(), firstSlash(key)));
  }

  private static int firstSlash(String key) {
    int slash = key.indexOf('/');
    return slash < 0 ? key.length() : slash;
  }

  private static String host(String key) {
    String bare = key.replaceFirst("^https?://", "");
    String host = bare.substring(0, firstSlash(bare));
    return DockerHub.is(host) ? DockerHub.CREDENTIALS : host;
  }

  private static Optional<Credential> credential(JsonNode entry) {
    if (!entry.path("identitytoken").asText().isEmpty()) {
      return Optional.of(new Credential.Identity(entry.path("identitytoken").asText()));
    }
    if (!entry.path("registrytoken").asText().isEmpty()) {
      return Optional.of(new Credential.Bearer(entry.path("registrytoken").asText()));
    }
    String user = entry.path("username").asText();
    String password = entry.path("password").asText();
    String pair = decoded(entry.path("auth").asText());
    int colon = pair.indexOf(':');
    if (colon > 0) {
      user = pair.substring(0, colon);
      // Docker pads what it encrypts with NUL.
      password = pair.substring(colon + 1).replaceAll("\u0000+$", "");
    }
    return user.isEmpty()
        ? Optional.empty()
        : Optional.of(new Credential.Basic(new Login(user, password)));
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64.strip()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
