package org.repo2oci.cli.action;

import java.util.Optional;

/**
 * Whether the image is pushed.
 *
 * @param why not, for people; empty where the workflow itself said so
 */
record PushChoice(boolean push, Optional<String> why) {
  static PushChoice of(ActionInputs inputs, GithubRun run) {
    if (inputs.strictFlag("NO_PUSH")) {
      return new PushChoice(false, Optional.empty());
    }
    if (run.isFromFork()) {
      return no(
          "Nothing is pushed: the pull request comes from a fork, and its code has not been reviewed");
    }
    boolean credentials =
        inputs.secret("DOCKER_USERNAME").isPresent()
            && inputs.secret("DOCKER_PASSWORD").isPresent();
    if (run.isFromDependabot() && !credentials) {
      return no("Nothing is pushed: runs of dependabot get no secrets of Actions");
    }
    if (run.isPullRequest() && !credentials) {
      return no("Nothing is pushed: this pull request's run has no credentials");
    }
    return new PushChoice(true, Optional.empty());
  }

  private static PushChoice no(String why) {
    return new PushChoice(false, Optional.of(why));
  }
}
