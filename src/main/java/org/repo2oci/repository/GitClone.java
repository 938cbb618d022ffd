package org.repo2oci.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;

/**
 * Clones a URL into an empty folder at one commit: shallow where the server lets it, with
 * submodules and large files.
 */
final class GitClone {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final String FALLBACK_BRANCH = "main";

  private final GitProgram git;
  private final GitUrl url;
  private final Path folder;
  private final EventSink events;

  GitClone(GitProgram git, GitUrl url, Path folder, EventSink events) {
    this.git = git.withCredentialsOf(url);
    this.url = url;
    this.folder = folder;
    this.events = events;
  }

  /** Fills the folder with the files of the ref, or of the default branch. */
  void checkOut(Optional<String> ref) {
    RemoteRefs remote = remoteRefs();
    must(
        List.of(
            "init",
            "--quiet",
            "--initial-branch=" + FALLBACK_BRANCH,
            "--object-format=" + remote.objectFormat()));
    must(List.of("remote", "add", "origin", url.address()));
    Found found =
        ref.filter(name -> !name.equals("HEAD")).isEmpty()
            ? defaultBranch(remote)
            : find(remote, ref.get());
    String branch = found.branch().or(remote::defaultBranch).orElse(FALLBACK_BRANCH);
    boolean largeFiles = git.hasLargeFileStorage();
    must(checkOutCommand(branch, found.commit(), largeFiles));
    must(List.of("update-ref", "refs/remotes/origin/" + branch, found.commit()));
    must(List.of("config", "branch." + branch + ".remote", "origin"));
    must(List.of("config", "branch." + branch + ".merge", "refs/heads/" + branch));
    if (Files.exists(folder.resolve(".gitmodules"))) {
      updateSubmodules(largeFiles);
    }
    if (!largeFiles) {
      warnOfPointers();
    }
  }

  /** A commit, and the branch it was asked for by. */
  private record Found(String commit, Optional<String> branch) {}

  private RemoteRefs remoteRefs() {
    GitProgram.Result result =
        git.run(
            folder, line -> {}, List.of("ls-remote", "--symref", "--quiet", "--", url.address()));
    if (!result.succeeded()) {
      throw GitFailures.cannotClone(url, result.errors());
    }
    return RemoteRefs.parse(result.output());
  }

  private Found defaultBranch(RemoteRefs remote) {
    if (!remote.names().containsKey("HEAD")) {
      throw GitFailures.empty(url, remote);
    }
    mustFetch(List.of("fetch", "--quiet", "--depth=1", "--no-tags", "origin", "HEAD"));
    return new Found(commit("FETCH_HEAD").orElseThrow(), remote.defaultBranch());
  }

  private Found find(RemoteRefs remote, String ref) {
    if (ref.startsWith("-")) {
      throw GitFailures.unknownRef(url, ref, remote);
    }
    Optional<String> name = remote.find(ref);
    if (name.isPresent()) {
      String target = name.get().startsWith("refs/tags/") ? name.get() : "refs/fetched/ref";
      mustFetch(
          List.of(
              "fetch",
              "--quiet",
              "--depth=1",
              "--no-tags",
              "origin",
              "+" + name.get() + ":" + target));
      return new Found(
          commit(target).orElseThrow(() -> GitFailures.unknownRef(url, ref, remote)),
          RemoteRefs.branchOf(name.get()));
    }
    String lowered = ref.toLowerCase(Locale.ROOT);
    if (COMMIT.matcher(lowered).matches()
        && fetch(List.of("fetch", "--quiet", "--depth=1", "--no-tags", "origin", lowered))
            .succeeded()) {
      return new Found(
          commit(lowered).orElseThrow(() -> GitFailures.unknownRef(url, ref, remote)),
          Optional.empty());
    }
    return findInEverything(remote, ref);
  }

  /** A short id, {@code v1~2}, or a commit that the server gives only as part of a branch. */
  private Found findInEverything(RemoteRefs remote, String ref) {
    mustFetch(
        List.of("fetch", "--quiet", "--tags", "origin", "+refs/heads/*:refs/remotes/origin/*"));
    Optional<String> commit = commit(ref).or(() -> commit("origin/" + ref));
    return new Found(
        commit.orElseThrow(() -> GitFailures.unknownRef(url, ref, remote)), Optional.empty());
  }

  private Optional<String> commit(String name) {
    GitProgram.Result result =
        git.run(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");
    return result.succeeded() ? Optional.of(result.output().strip()) : Optional.empty();
  }

  private static List<String> checkOutCommand(String branch, String commit, boolean largeFiles) {
    List<String> command = new ArrayList<>(largeFiles ? LARGE_FILES : List.of());
    command.addAll(List.of("checkout", "--quiet", "--force", "--no-track"));
    command.addAll(List.of("-B", branch, commit, "--"));
    return command;
  }

  /** As `git lfs install` writes them, for this one command. */
  private static final List<String> LARGE_FILES =
      List.of(
          "-c",
          "filter.lfs.smudge=git-lfs smudge -- %f",
          "-c",
          "filter.lfs.process=git-lfs filter-process",
          "-c",
          "filter.lfs.required=true");

  private void updateSubmodules(boolean largeFiles) {
    List<String> command = new ArrayList<>(largeFiles ? LARGE_FILES : List.of());
    command.addAll(List.of("submodule", "--quiet", "update", "--init", "--recursive"));
    GitProgram.Result result = fetch(command);
    if (!result.succeeded()) {
      throw GitFailures.submodules(url, result.errors());
    }
  }

  private void warnOfPointers() {
    Path attributes = folder.resolve(".gitattributes");
    try {
      if (Files.isRegularFile(attributes)
          && Files.size(attributes) < 1 << 20
          && new String(Files.readAllBytes(attributes), java.nio.charset.StandardCharsets.UTF_8)
              .contains("filter=lfs")) {
        events.accept(
            new BuildEvent.Warned(
                "`git lfs` is not installed: large files of `%s` are only pointers in the image"
                    .formatted(url.display())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GitProgram.Result fetch(List<String> arguments) {
    return git.run(
        folder,
        line -> events.accept(new BuildEvent.Output(BuildEvent.Stage.FETCH, "git", line)),
        arguments);
  }

  private void mustFetch(List<String> arguments) {
    GitProgram.Result result = fetch(arguments);
    if (!result.succeeded()) {
      throw GitFailures.cannotClone(url, result.errors());
    }
  }

  private void must(List<String> arguments) {
    GitProgram.Result result = git.run(folder, line -> {}, arguments);
    if (!result.succeeded()) {
      throw GitFailures.cannotClone(url, result.errors());
    }
  }
}
