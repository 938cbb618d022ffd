package org.repo2oci.cli.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;

/**
 * The run that this is a step of.
 *
 * @param repository {@code owner/name}
 * @param commit that is built; of a pull request the commit that merges it
 * @param ref such as {@code refs/heads/main}
 * @param event what the run was started by
 */
record GithubRun(
    String repository,
    String actor,
    String commit,
    String ref,
    String eventName,
    JsonNode event,
    Path workspace,
    String server) {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}(?:[0-9a-f]{24})?");
  private static final int SHORT = 12;

  /**
   * Reads the runner's variables.
   *
   * @throws BuildFailure where this is no job on GitHub
   */
  static GithubRun read(Map<String, String> environment) {
    return new GithubRun(
        required(environment, "GITHUB_REPOSITORY"),
        environment.getOrDefault("GITHUB_ACTOR", ""),
        required(environment, "GITHUB_SHA"),
        environment.getOrDefault("GITHUB_REF", ""),
        environment.getOrDefault("GITHUB_EVENT_NAME", ""),
        event(environment.getOrDefault("GITHUB_EVENT_PATH", "")),
        Path.of(required(environment, "GITHUB_WORKSPACE")),
        environment.getOrDefault("GITHUB_SERVER_URL", "https://github.com"));
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    if (value.isBlank()) {
      throw BuildFailure.usage("Cannot work as an action: `%s` is not set".formatted(name))
          .withHint(
              "`uses: OWNER/repo2oci@v1` in a workflow sets it; elsewhere use `repo2oci build`");
    }
    return value;
  }

  private static JsonNode event(String file) {
    try {
      return file.isEmpty() || !Files.isReadable(Path.of(file))
          ? MissingNode.getInstance()
          : new ObjectMapper().readTree(Files.readAllBytes(Path.of(file)));
    } catch (IOException e) {
      throw BuildFailure.environment("Cannot read the event of this run in `%s`".formatted(file))
          .withHint("Run the job again")
          .withCause(e);
    }
  }

  String owner() {
    return repository.substring(0, Math.max(0, repository.indexOf('/')));
  }

  String name() {
    return repository.substring(repository.indexOf('/') + 1);
  }

  /** The tag that repo2docker-action gives. */
  String shortCommit() {
    return shortened(commit);
  }

  private static String shortened(String commit) {
    return commit.substring(0, Math.min(SHORT, commit.length()));
  }

  boolean isPullRequest() {
    return eventName.startsWith("pull_request");
  }

  /** A pull request of which the code comes from another repository, or of one that is gone. */
  boolean isFromFork() {
    JsonNode request = event.path("pull_request");
    return isPullRequest()
        && request.isObject()
        && !request
            .path("head")
            .path("repo")
            .path("full_name")
            .asText()
            .equalsIgnoreCase(repository);
  }

  boolean isFromDependabot() {
    return actor.equals("dependabot[bot]");
  }

  /**
   * Tag of the image that was made before this one: of the branch, or of what the request is
   * against.
   */
  Optional<String> earlierTag() {
    String earlier =
        isPullRequest()
            ? event.path("pull_request").path("base").path("sha").asText()
            : event.path("before").asText();
    return Optional.of(earlier)
        .filter(text -> COMMIT.matcher(text).matches() && !text.matches("0+"))
        .map(GithubRun::shortened);
  }

  /** What its owner says of the repository. */
  Optional<String> description() {
    return Optional.of(event.path("repository").path("description").asText(""))
        .filter(text -> !text.isBlank() && !text.equals("null"));
  }
}
