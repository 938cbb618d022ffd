package org.repo2oci.cli.action;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.cli.render.JsonLine;

/**
 * The variables that the work is done with: logins as this program reads them, and none of the
 * secrets that a program of a build could read. Nothing is written to a file.
 */
final class Credentials {
  /** The variable with the login of the inputs. */
  static final String LOGIN = "CONTAINER_ENGINE_REGISTRY_CREDENTIALS";

  private static final String DOCKER_CONFIG = "DOCKER_CONFIG";

  private Credentials() {}

  /**
   * @param variables of this process
   * @param registry of the image; empty for Docker Hub
   */
  static Map<String, String> environment(
      Map<String, String> variables, ActionInputs inputs, String registry, Path workspace) {
    Map<String, String> environment = new LinkedHashMap<>(variables);
    environment
        .keySet()
        .removeIf(name ->
            name.startsWith(ActionInputs.PREFIX)
                || name.startsWith("ACTIONS_RUNTIME_")
                || name.startsWith("ACTIONS_ID_TOKEN_"));
    Optional<String> user = inputs.secret("DOCKER_USERNAME");
    Optional<String> password = inputs.secret("DOCKER_PASSWORD");
    if (user.isPresent() && password.isPresent()) {
      environment.put(
          LOGIN,
          new JsonLine()
              .with("registry", registry)
              .with("username", user.get().strip())
              .with("password", password.get())
              .end()
              .strip());
    }
    Optional.ofNullable(environment.get(DOCKER_CONFIG))
        .flatMap(text -> dockerConfig(text, variables, workspace))
        .ifPresent(folder -> environment.put(DOCKER_CONFIG, folder));
    return environment;
  }

  /**
   * Workflows say {@code DOCKER_CONFIG: $HOME/.docker}, which nothing expands: `docker login` then
   * makes a folder of this very name in the workspace.
   */
  private static Optional<String> dockerConfig(
      String text, Map<String, String> variables, Path workspace) {
    Path literal = workspace.resolve(text);
    if (Files.isReadable(literal.resolve("config.json"))) {
      return Optional.of(literal.toString());
    }
    String home = variables.getOrDefault("HOME", "");
    String expanded =
        text.replace("${HOME}", home).replace("$HOME", home).replaceFirst("^~(?=/|$)", home);
    return expanded.equals(text) ? Optional.empty() : Optional.of(expanded);
  }
}
