package org.repo2oci.repository;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.repo2oci.failure.BuildFailure;

/** What can go wrong with a git repository, and what to do about it. */
final class GitFailures {
  private static final int SHOWN_LINES = 5;

  private GitFailures() {}

  static BuildFailure noProgram(String what) {
    return BuildFailure.environment(
            "Cannot clone `%s`: there is no `git` on the `PATH`".formatted(what))
        .withHint("Install git, or give a folder");
  }

  static BuildFailure cannotClone(GitUrl url, List<String> errors) {
    String said = String.join("\n", errors).toLowerCase(Locale.ROOT);
    String message = "Cannot clone `%s`: ".formatted(url.display());
    if (any(said, "authentication failed", "could not read username", "could not read password")) {
      return detailed(BuildFailure.input(message + "git has no valid credentials for it"), errors)
          .withHint(
              "Check the address; for a private repository set up a credential helper"
                  + " (`git config credential.helper`) or put `user:token@` before the host");
    }
    if (any(said, "permission denied (", "host key verification failed")) {
      return detailed(BuildFailure.input(message + "ssh refused"), errors)
          .withHint("Try `ssh -T` to the host; it must answer without a question");
    }
    if (any(said, "not found", "does not exist", "does not appear to be a git repository")) {
      return detailed(BuildFailure.input(message + "there is no such repository"), errors)
          .withHint("Check the address, and that you may read the repository");
    }
    return detailed(BuildFailure.environment(message + "git failed"), errors)
        .withHint(
            "Try again; `git ls-remote %s` shows whether git reaches it".formatted(url.display()));
  }

  static BuildFailure empty(GitUrl url, RemoteRefs remote) {
    if (remote.names().isEmpty()) {
      return BuildFailure.input("Cannot clone `%s`: it has no commits".formatted(url.display()))
          .withHint("Push a commit to it first");
    }
    return BuildFailure.input(
            "Cannot clone `%s`: its `HEAD` names no branch that exists".formatted(url.display()))
        .withHint("Say which branch with `--ref`");
  }

  static BuildFailure unknownRef(GitUrl url, String ref, RemoteRefs remote) {
    BuildFailure failure =
        BuildFailure.input(
            "Cannot check out `%s` of `%s`: it is no branch, tag or commit there"
                .formatted(ref, url.display()));
    List<String> near = remote.near(ref);
    if (ref.equals("master") || ref.equals("main")) {
      return remote
          .defaultBranch()
          .map(branch ->
              failure.withHint(
                  "The default branch is `%s`: leave `--ref` out, or say `--ref %s`"
                      .formatted(branch, branch)))
          .orElse(failure);
    }
    if (!near.isEmpty()) {
      return failure.withHint(
          "Did you mean %s?"
              .formatted(
                  near.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "))));
    }
    return failure.withHint("`git ls-remote %s` lists what it has".formatted(url.display()));
  }

  static BuildFailure submodules(GitUrl url, List<String> errors) {
    return detailed(
            BuildFailure.input("Cannot clone the submodules of `%s`".formatted(url.display())),
            errors)
        .withHint("Check the addresses in `.gitmodules`, and that you may read them");
  }

  static BuildFailure noCommit(String folder, String ref) {
    return BuildFailure.input(
            "Cannot check out `%s` of `%s`: the folder is not a git repository"
                .formatted(ref, folder))
        .withHint("Leave `--ref` out to build the folder as it is");
  }

  private static BuildFailure detailed(BuildFailure failure, List<String> errors) {
    return failure.withDetails(
        errors.subList(Math.max(0, errors.size() - SHOWN_LINES), errors.size()));
  }

  private static boolean any(String text, String... parts) {
    return List.of(parts).stream().anyMatch(text::contains);
  }
}
