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
    run(place, url, folder, List.of("init", "--quiet"));
    String wanted = revision.orElse("HEAD");
    List<String> fetch = List.of("fetch", "--quiet", "--no-tags", "--depth=1", url, wanted);
    if (attempt(folder, fetch).exitCode() == 0) {
      run(place, url, folder, List.of("checkout", "--quiet", "--detach", "FETCH_HEAD"));
    } else {
      // A server may refuse a single commit by its id, above all a shortened one.
      run(
          place,
          url,
          folder,
          List.of(
              "fetch",
              "--quiet",
              url,
              "+refs/heads/*:refs/remotes/origin/*",
              "+refs/tags/*:refs/tags/*"));
      List<String> local = List.of("checkout", "--quiet", "--detach", wanted, "--");
      if (attempt(folder, local).exitCode() != 0) {
        run(
            place,
            url,
            folder,
            List.of("checkout", "--quiet", "--detach", "refs/remotes/origin/" + wanted, "--"));
      }
    }
    run(place, url, folder, List.of("remote", "add", "origin", IndexUrls.withoutLogin(url)));
    if (Files.exists(folder.resolve(".gitmodules"))) {
      run(
          place,
          url,
          folder,
          List.of("submodule", "--quiet", "update", "--init", "--recursive", "--depth=1"));
    }
    return run(place, url, folder, List.of("rev-parse", "HEAD")).strip();
  }

  private record Ended(int exitCode, String output) {}

  private String run(String place, String url, Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    Ended ended = attempt(folder, arguments);
    if (ended.exitCode() != 0) {
      BuildFailure failure =
          BuildFailure.input("Cannot get the Git repository of %s".formatted(place));
      for (String line : ended.output().lines().limit(4).toList()) {
        failure = failure.withDetail(Redacted.text(line));
      }
      throw failure.withHint(
          "Check that `git fetch %s` works on this machine, and that the revision is there"
              .formatted(Redacted.text(url)));
    }
    return ended.output();
  }

  private Ended attempt(Path folder, List<String> arguments)
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
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile()).redirectErrorStream(true);
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
