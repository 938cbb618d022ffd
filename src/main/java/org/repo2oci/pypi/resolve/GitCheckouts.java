package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Redacted;
import org.repo2oci.pypi.index.IndexUrls;

/**
 * Gets revisions of Git repositories with the machine's own git, so that its logins and settings
 * count and no build script ever sees them. Hooks and filters of a repository do not run.
 */
final class GitCheckouts {
  private final Map<String, String> environment;

  /** With the variables that git may see. */
  GitCheckouts(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Fills an empty folder, with submodules.
   *
   * @param revision a branch, a tag or a commit; the default branch where it is empty
   * @param place for messages, such as {@code `requirements.txt` at line 3}
   * @return the commit
   */
  String checkout(String url, Optional<String> revision, Path folder, String place)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Remote remote = new Remote(url, folder, place);
    run(remote, List.of("init", "--quiet"));
    run(remote, List.of("remote", "add", "origin", IndexUrls.withoutLogin(url)));
    // Tags and history are where many projects have their version from. As in a clone by pip,
    // contents of files come when they are checked out, and only these.
    List<String> all = new ArrayList<>(List.of("fetch", "--quiet", "--filter=blob:none", "origin"));
    all.addAll(List.of("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"));
    if (revision.isEmpty()) {
      all.add("+HEAD:refs/remotes/origin/HEAD");
    }
    if (attempt(remote, all).exitCode() != 0) {
      // Plain file servers know no partial fetch.
      all.remove("--filter=blob:none");
      run(remote, all);
    }
    String commit = commit(remote, revision.orElse("HEAD"));
    run(remote, List.of("checkout", "--quiet", "--detach", commit));
    if (Files.exists(folder.resolve(".gitmodules"))) {
      run(remote, List.of("submodule", "--quiet", "update", "--init", "--recursive"));
    }
    return commit;
  }

  /** A branch, else a tag, else a commit, else whatever the server knows by this name. */
  private String commit(Remote remote, String revision) throws IOException, InterruptedException {
    for (String name :
        List.of("refs/remotes/origin/" + revision, "refs/tags/" + revision, revision)) {
      Optional<String> found = said(remote, parse(name));
      if (found.isPresent()) {
        return found.get();
      }
    }
    run(remote, List.of("fetch", "--quiet", "--end-of-options", "origin", revision));
    return run(remote, parse("FETCH_HEAD")).strip();
  }

  private static List<String> parse(String name) {
    return List.of("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");
  }

  /** A repository to get, where to, and whose line asks for it. */
  private record Remote(String url, Path folder, String place) {
    /** Git quotes addresses in more ways than as URLs. */
    String redacted(String line) {
      return Redacted.text(
          IndexUrls.login(url).map(login -> line.replace(login + "@", "")).orElse(line));
    }

    /** Lets git log in without the login being written anywhere. */
    List<String> login() {
      String plain = IndexUrls.withoutLogin(url);
      return plain.equals(url)
          ? List.of()
          : List.of("-c", "url.%s.insteadOf=%s".formatted(url, plain));
    }
  }

  /** The commit that a folder has checked out; empty where it is no checkout that git reads. */
  Optional<String> head(Path folder) throws IOException, InterruptedException {
    if (!Files.exists(folder.resolve(".git"))) {
      return Optional.empty();
    }
    try {
      return said(local(folder), List.of("rev-parse", "HEAD"));
    } catch (BuildFailure noGit) {
      // A machine without git builds folders all the same.
      return Optional.empty();
    }
  }

  /** When the commit was made, in seconds since 1970. */
  Optional<Long> time(Path folder) throws IOException, InterruptedException {
    return said(local(folder), List.of("log", "-1", "--format=%ct"))
        .filter(text -> text.matches("\\d{1,18}"))
        .map(Long::parseLong);
  }

  private static Remote local(Path folder) {
    return new Remote("", folder, "");
  }

  private Optional<String> said(Remote remote, List<String> arguments)
      throws IOException, InterruptedException {
    Ended ended = attempt(remote, arguments);
    return Optional.of(ended.output().strip()).filter(text -> ended.exitCode() == 0);
  }

  private record Ended(int exitCode, String output) {}

  private String run(Remote remote, List<String> arguments)
      throws IOException, InterruptedException {
    Ended ended = attempt(remote, arguments);
    if (ended.exitCode() != 0) {
      BuildFailure failure =
          BuildFailure.input("Cannot get the Git repository of %s".formatted(remote.place()));
      for (String line : ended.output().lines().limit(4).toList()) {
        failure = failure.withDetail(remote.redacted(line));
      }
      throw failure.withHint(
          "Check that `git fetch %s` works on this machine, and that the revision is there"
              .formatted(Redacted.text(remote.url())));
    }
    return ended.output();
  }

  private Ended attempt(Remote remote, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "git",
                "-c",
                "protocol.file.allow=never",
                "-c",
                "protocol.ext.allow=never",
                "-c",
                "core.hooksPath=/dev/null",
                "-c",
                "advice.detachedHead=false",
                "-c",
                "init.defaultBranch=main"));
    command.addAll(remote.login());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(remote.folder().toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    builder.environment().put("LC_ALL", "C");
    builder.environment().remove("GIT_DIR");
    builder.environment().remove("GIT_WORK_TREE");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw BuildFailure.environment("Cannot start `git`")
          .withHint("Install git, or name an archive's URL instead of `git+…`")
          .withCause(e);
    }
    try {
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readNBytes(1 << 20), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), output);
    } finally {
      process.destroy();
    }
  }
}
