package org.repo2oci.repository;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.repo2oci.filetree.Content;

/**
 * The {@code .git} that an image gets: a fresh, shallow one of the commit that is checked out, with
 * its branch, the tags at it and the remote's address. What else stands in the user's own (logins,
 * hooks, stashes, other branches, reflogs, times) stays behind, so that the same commit gives the
 * same bytes and no secret leaves with it. {@code git status}, {@code pull} and {@code commit} work
 * in the image.
 */
final class GitSnapshot {
  /** The folders below {@code .git} without which git does not take it for a repository. */
  static final List<String> FOLDERS =
      List.of("objects", "objects/info", "objects/pack", "refs", "refs/heads", "refs/tags");

  private final GitFolder git;
  private final Path scratch;
  private final Map<String, Content> files = new TreeMap<>();

  private GitSnapshot(GitFolder git, Path scratch) {
    this.git = git;
    this.scratch = scratch;
  }

  /**
   * Content by path below {@code .git}.
   *
   * @param leftOut whether a committed file is kept out of the image; its blob is then kept out too
   * @param scratch where the pack is written; it must last as long as the content is used
   */
  static Map<String, Content> of(GitFolder git, Predicate<String> leftOut, Path scratch)
      throws IOException {
    GitSnapshot snapshot = new GitSnapshot(git, scratch);
    Optional<GitFolder.Head> head = git.head();
    if (head.isPresent()) {
      snapshot.commit(head.get(), leftOut);
    } else {
      snapshot.put("HEAD", "ref: " + git.branch().orElse("refs/heads/main") + "\n");
      snapshot.put("config", GitSettings.text(git, "sha1", false));
    }
    return snapshot.files;
  }

  private void commit(GitFolder.Head head, Predicate<String> leftOut) throws IOException {
    String format = git.objectFormat();
    List<GitTreeEntry> tree = git.tree(head.commit());
    List<String[]> tags = git.tagsAt(head.commit());
    Set<String> kept = new HashSet<>();
    Set<String> wanted = new LinkedHashSet<>(List.of(head.commit(), head.tree()));
    tags.forEach(tag -> wanted.add(tag[0]));
    tree.stream().filter(GitTreeEntry::isTree).forEach(entry -> wanted.add(entry.id()));
    Set<String> blobs = new HashSet<>();
    for (GitTreeEntry entry : tree) {
      if (entry.isBlob()) {
        blobs.add(entry.id());
        if (!leftOut.test(entry.path())) {
          kept.add(entry.id());
        }
      }
    }
    wanted.addAll(kept.stream().sorted().toList());
    List<String> objects = present(wanted);
    boolean partial = objects.size() < wanted.size() || kept.size() < blobs.size();
    put("HEAD", git.branch().map(name -> "ref: " + name).orElse(head.commit()) + "\n");
    put("config", GitSettings.text(git, format, partial));
    put("packed-refs", packedRefs(head, tags));
    if (head.hasParents()) {
      put("shallow", head.commit() + "\n");
    }
    files.put("index", Content.of(GitIndex.write(tree, format)));
    pack(objects, format, partial);
  }

  private String packedRefs(GitFolder.Head head, List<String[]> tags) {
    Map<String, String> lines = new TreeMap<>();
    git.branch()
        .ifPresent(branch -> {
          lines.put(branch, head.commit() + " " + branch + "\n");
          String remote = branch.replaceFirst("^refs/heads/", "refs/remotes/origin/");
          if (GitSettings.remote(git).isPresent()) {
            lines.put(remote, head.commit() + " " + remote + "\n");
          }
        });
    for (String[] tag : tags) {
      String peeled = tag[2].equals("tag") ? "^" + head.commit() + "\n" : "";
      lines.put(tag[1], tag[0] + " " + tag[1] + "\n" + peeled);
    }
    return "# pack-refs with: peeled fully-peeled sorted \n" + String.join("", lines.values());
  }

  /** Those that the repository has: a partial clone lacks some. */
  private List<String> present(Set<String> wanted) throws IOException {
    List<String> present = new ArrayList<>();
    git.read(
        list(wanted),
        output -> {
          BufferedReader reader =
              new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
          for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (!line.endsWith(" missing")) {
              present.add(line.split(" ", 2)[0]);
            }
          }
          return present;
        },
        "cat-file",
        "--batch-check");
    return present;
  }

  private void pack(List<String> objects, String format, boolean partial) throws IOException {
    Path file = Files.createTempFile(scratch, "objects", ".pack");
    List<GitPack.Written> written = new ArrayList<>();
    git.read(
        list(objects),
        output -> written.add(GitPack.write(output, objects.size(), file, format)),
        "cat-file",
        "--batch");
    GitPack.Written pack = written.getFirst();
    String name = "objects/pack/" + pack.name();
    files.put(name + ".pack", Content.ofFile(pack.pack()));
    files.put(name + ".idx", Content.of(pack.index()));
    if (partial) {
      put(name + ".promisor", "");
    }
  }

  private Path list(Iterable<String> ids) throws IOException {
    Path file = Files.createTempFile(scratch, "objects", ".list");
    return Files.write(file, ids);
  }

  private void put(String path, String text) {
    files.put(path, Content.of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
