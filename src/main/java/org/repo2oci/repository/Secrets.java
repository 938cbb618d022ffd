package org.repo2oci.repository;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Files of a repository that must never reach an image: what opens other doors. */
final class Secrets {
  private static final Set<String> PASSWORDS = Set.of(".netrc", "_netrc", ".git-credentials");
  private static final Set<String> KEYS =
      Set.of("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_ecdsa_sk", "id_ed25519_sk");
  private static final Set<String> REGISTRY = Set.of("config.json", ".dockercfg", "auth.json");
  private static final Set<String> LOGINS = Set.of("auth", "identitytoken", "password");
  private static final int LOOKED_AT = 1 << 16;
  private static final int LARGEST_SETTINGS = 1 << 20;

  private Secrets() {}

  /** What secret a regular file holds, by its name and, where that is not enough, its content. */
  static Optional<String> in(String name, Path file) throws IOException {
    if (PASSWORDS.contains(name)) {
      return Optional.of("passwords");
    }
    // What google-github-actions/auth leaves in the folder that it was checked out into.
    if (name.startsWith("gha-creds-") && name.endsWith(".json")) {
      return Optional.of("cloud credentials");
    }
    boolean key = KEYS.contains(name) || name.endsWith(".pem") || name.endsWith(".key");
    if (key && beginning(file).contains("PRIVATE KEY-----")) {
      return Optional.of("a private key");
    }
    return REGISTRY.contains(name) && hasLogin(file)
        ? Optional.of("registry credentials")
        : Optional.empty();
  }

  private static String beginning(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return new String(stream.readNBytes(LOOKED_AT), StandardCharsets.ISO_8859_1);
    }
  }

  /** A docker {@code config.json} whose {@code auths} hold more than names. */
  private static boolean hasLogin(Path file) throws IOException {
    if (Files.size(file) > LARGEST_SETTINGS) {
      return false;
    }
    try {
      JsonNode settings = new ObjectMapper().readTree(Files.readAllBytes(file));
      JsonNode logins = settings.has("auths") ? settings.get("auths") : settings;
      for (JsonNode login : logins) {
        if (login.isObject() && LOGINS.stream().anyMatch(login::hasNonNull)) {
          return settings.has("auths") || !file.endsWith("config.json");
        }
      }
      return false;
    } catch (JacksonException _) {
      return false;
    }
  }
}
