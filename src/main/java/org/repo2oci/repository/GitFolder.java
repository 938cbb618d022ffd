package org.repo2oci.repository;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Questions about one {@code .git} (a folder, or a file that points at one) by its explicit path.
 * Only plumbing that reads is run: a repository's own settings may name programs, and none of them
 * is started.
 */
final class GitFolder {
  private final GitProgram git;
  private final Path worktree;

  GitFolder(GitProgram git, Path worktree) {
    this.git = git.withoutNetwork();
    this.worktree = worktree;
  }

  /** The commit that is checked out, and what its header says. */
  record Head(String commit, long time, boolean hasParents, String tree) {}

  boolean isRepository() {
    return run("rev-parse", "--git-dir").succeeded();
  }

  /** Absent before the first commit. */
  Optional<Head> head() {
    GitProgram.Result id = run("rev-parse", "--verify", "--quiet", "HEAD^{commit}");
    if (!id.succeeded()) {
      return Optional.empty();
    }
    String commit = id.output().strip();
    String text = output("cat-file", "commit", commit);
    String header = text.substring(0, Math.max(0, text.indexOf("\n\n")));
    long time = 0;
    boolean parents = false;
    String tree = "";
    for (String line : header.lines().toList()) {
      if (line.startsWith("tree ")) {
        tree = line.substring(5);
      }
      parents |= line.startsWith("parent ");
      if (line.startsWith("committer ")) {
        String[] words = line.split(" ", -1);
        time = Long.parseLong(words[words.length - 2]);
      }
    }
    return Optional.of(new Head(commit, Math.max(0, time), parents, tree));
  }

  /** {@code refs/heads/<name>}; absent where a commit is checked out by itself. */
  Optional<String> branch() {
    GitProgram.Result result = run("symbolic-ref", "--quiet", "HEAD");
    return result.succeeded() ? Optional.of(result.output().strip()) : Optional.empty();
  }

  String objectFormat() {
    return output("rev-parse", "--show-object-format").strip();
  }

  /** Every tree and file of a commit, the top one left out. */
  List<GitTreeEntry> tree(String commit) {
    List<GitTreeEntry> entries = new ArrayList<>();
    for (String record :
        output("ls-tree", "-r", "-t", "-z", "--full-tree", commit).split("\0", -1)) {
      if (!record.isEmpty()) {
        entries.add(GitTreeEntry.parse(record));
      }
    }
    return entries;
  }

  /** Full names of the tags at a commit, with the id of what each names. */
  List<String[]> tagsAt(String commit) {
    return output(
            "for-each-ref",
            "--points-at=" + commit,
            "--format=%(objectname) %(refname) %(objecttype)",
            "refs/tags")
        .lines()
        .map(line -> line.split(" ", -1))
        .filter(words -> words.length == 3)
        .toList();
  }

  /** Key and value of every setting whose key matches, with what is included. */
  List<Setting> settings(String keys) {
    GitProgram.Result result =
        run("config", "--local", "--includes", "--show-origin", "-z", "--get-regexp", keys);
    List<Setting> settings = new ArrayList<>();
    String[] parts = result.output().split("\0", -1);
    for (int i = 0; result.succeeded() && i + 1 < parts.length; i += 2) {
      String[] pair = parts[i + 1].split("\n", 2);
      settings.add(new Setting(parts[i], pair[0], pair.length > 1 ? pair[1] : ""));
    }
    return settings;
  }

  /**
   * @param origin such as {@code file:.git/config}
   */
  record Setting(String origin, String key, String value) {}

  void read(Path input, GitProgram.OutputReader<?> reader, String... arguments) {
    git.reading(input).read(worktree, command(arguments), reader);
  }

  private GitProgram.Result run(String... arguments) {
    return git.run(worktree, line -> {}, command(arguments));
  }

  private String output(String... arguments) {
    return git.output(worktree, command(arguments).toArray(new String[0]));
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add("--git-dir=" + worktree.resolve(".git"));
    command.add("--no-pager");
    command.add("-c");
    command.add("core.fsmonitor=false");
    command.addAll(List.of(arguments));
    return command;
  }
}
