package org.repo2oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Login;

/**
 * Logins for registries, where Docker, podman and BinderHub keep them: {@code
 * CONTAINER_ENGINE_REGISTRY_CREDENTIALS}, {@code REGISTRY_AUTH_FILE}, {@code config.json} below
 * {@code DOCKER_CONFIG} or {@code ~/.docker}, and podman's {@code auth.json}. Files are read and
 * helpers are run when a registry is asked, not before.
 */
public final class RegistryCredentials {
  private static final String VARIABLE = "CONTAINER_ENGINE_REGISTRY_CREDENTIALS";
  private static final Duration HELPER_TIMEOUT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> environment;
  private final List<Path> files;

  private RegistryCredentials(Map<String, String> environment, List<Path> files) {
    this.environment = Map.copyOf(environment);
    this.files = List.copyOf(files);
  }

  /**
   * What an environment names; nothing is read yet.
   *
   * @param home empty where there is no home directory
   */
  public static RegistryCredentials from(Map<String, String> environment, Optional<Path> home) {
    Set<Path> files = new LinkedHashSet<>();
    set(environment, "REGISTRY_AUTH_FILE").map(Path::of).ifPresent(files::add);
    set(environment, "DOCKER_CONFIG")
        .map(Path::of)
        .or(() -> home.map(folder -> folder.resolve(".docker")))
        .map(folder -> folder.resolve("config.json"))
        .ifPresent(files::add);
    set(environment, "XDG_RUNTIME_DIR")
        .map(folder -> Path.of(folder, "containers", "auth.json"))
        .ifPresent(files::add);
    set(environment, "XDG_CONFIG_HOME")
        .map(Path::of)
        .or(() -> home.map(folder -> folder.resolve(".config")))
        .map(folder -> folder.resolve("containers").resolve("auth.json"))
        .ifPresent(files::add);
    return new RegistryCredentials(environment, List.copyOf(files));
  }

  /** No logins at all. */
  public static RegistryCredentials none() {
    return new RegistryCredentials(Map.of(), List.of());
  }

  private static Optional<String> set(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /**
   * The answer of a look-up.
   *
   * @param source where the login was found, for messages
   * @param notes why a place that should have one gave none
   */
  record Found(Optional<Credential> credential, String source, List<String> notes) {}

  Found find(Endpoint endpoint) throws InterruptedException {
    String registry = DockerHub.is(endpoint.name()) ? DockerHub.CREDENTIALS : endpoint.name();
    Optional<Credential> given = fromVariable(registry);
    if (given.isPresent()) {
      return new Found(given, "`" + VARIABLE + "`", List.of());
    }
    List<String> notes = new ArrayList<>();
    for (Path path : files) {
      Optional<CredentialFile> file = CredentialFile.read(path);
      if (file.isEmpty()) {
        continue;
      }
      Optional<Credential> found =
          fromHelper(file.get(), registry, notes)
              .or(() -> file.get().login(registry, endpoint.repository()));
      if (found.isPresent()) {
        return new Found(found, "`" + path + "`", notes);
      }
    }
    return new Found(Optional.empty(), "", notes);
  }

  private Optional<Credential> fromHelper(CredentialFile file, String registry, List<String> notes)
      throws InterruptedException {
    Optional<String> name = file.helper(registry);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    String server =
        registry.equals(DockerHub.CREDENTIALS) ? "https://" + registry + "/v1/" : registry;
    try {
      return new CredentialHelperProgram(name.get(), environment, HELPER_TIMEOUT).get(server);
    } catch (IOException | IllegalArgumentException e) {
      notes.add("%s, which `%s` names".formatted(e.getMessage(), file.file()));
      return Optional.empty();
    }
  }

  private Optional<Credential> fromVariable(String registry) {
    Optional<String> text = set(environment, VARIABLE);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    JsonNode node;
    try {
      node = JSON.readTree(text.get());
    } catch (IOException e) {
      // Neither the cause nor the text: both hold a secret.
      throw BuildFailure.environment("Cannot read `%s`: it is not JSON".formatted(VARIABLE))
          .withHint("It looks like `{\"registry\": …, \"username\": …, \"password\": …}`");
    }
    String named =
        node.path("registry").asText().replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    String key = named.isEmpty() || DockerHub.is(named) ? DockerHub.CREDENTIALS : named;
    return key.equals(registry) && !node.path("username").asText().isEmpty()
        ? Optional.of(
            new Credential.Basic(
                new Login(node.path("username").asText(), node.path("password").asText())))
        : Optional.empty();
  }
}
