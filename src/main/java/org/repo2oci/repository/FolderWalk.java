package org.repo2oci.repository;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/**
 * Reads a folder into a tree: modes as git knows them (so that no umask shows), links verbatim, one
 * time for everything, without what the ignore rules name and without secrets.
 */
final class FolderWalk {
  private static final int MOST_PROBLEMS = 20;

  private final SourceFolder source;
  private final IgnoreRules rules;
  private final Optional<GitProgram> git;
  private final Path scratch;
  private final EventSink events;
  private final long mtime;
  private final FileTree.Builder tree = FileTree.builder();
  private final Set<String> secrets = new HashSet<>();
  private final List<String> gitFolders = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  FolderWalk(
      SourceFolder source,
      IgnoreRules rules,
      Optional<GitProgram> git,
      long mtime,
      Path scratch,
      EventSink events) {
    this.source = source;
    this.rules = rules;
    this.git = git;
    this.mtime = mtime;
    this.scratch = scratch;
    this.events = events;
  }

  /** The tree, relative to the folder, owned by 0:0. */
  FileTree read() {
    try {
      walk(source.root(), "", IgnoreRules.Verdict.TOP);
      failOnProblems();
      for (String folder : gitFolders) {
        putGit(folder);
      }
    } catch (IOException e) {
      throw SourceFolder.unreadable(source.root().toString(), e);
    }
    return tree.addMissingParents(new Attributes(0755, 0, 0, mtime)).build();
  }

  private void walk(Path folder, String prefix, IgnoreRules.Verdict above) throws IOException {
    for (Path child : children(folder, prefix)) {
      String name = child.getFileName().toString();
      String path = prefix.isEmpty() ? name : prefix + "/" + name;
      if (!isName(name, path)) {
        continue;
      }
      IgnoreRules.Verdict verdict = rules.verdict(path, above);
      if (verdict.ignored() && !rules.hasExceptions()) {
        continue;
      }
      if (name.equals(".git")) {
        if (!verdict.ignored()) {
          gitFolders.add(prefix);
        }
        continue;
      }
      PosixFileAttributes attributes =
          Files.readAttributes(child, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isDirectory()) {
        if (!verdict.ignored()) {
          tree.put(path, new Node.Directory(attributes(0755)));
        }
        walk(child, path, verdict);
      } else if (!verdict.ignored()) {
        putFile(child, path, attributes);
      }
    }
  }

  private List<Path> children(Path folder, String prefix) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(children::add);
    } catch (java.nio.file.AccessDeniedException e) {
      if (prefix.isEmpty()) {
        throw e;
      }
      problem("`%s`: permission denied".formatted(prefix));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return children;
  }

  private void putFile(Path file, String path, PosixFileAttributes attributes) throws IOException {
    if (attributes.isSymbolicLink()) {
      String target = Files.readSymbolicLink(file).toString();
      if (target.indexOf('\ufffd') >= 0) {
        problem("`%s`: its target is not UTF-8".formatted(path));
      } else {
        tree.put(path, new Node.SymbolicLink(attributes(0777), target));
      }
    } else if (!attributes.isRegularFile()) {
      warn("Left `%s` out of the image: it is a socket, a pipe or a device".formatted(path));
    } else if (!Files.isReadable(file)) {
      problem("`%s`: permission denied".formatted(path));
    } else {
      Optional<String> secret = Secrets.in(TreePath.name(path), file);
      if (secret.isPresent()) {
        secrets.add(path);
        warn("Left `%s` out of the image: it holds %s".formatted(path, secret.get()));
        return;
      }
      boolean executable = attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
      tree.put(
          path,
          new Node.RegularFile(
              attributes(executable ? 0755 : 0644), new Content.Range(file, 0, attributes.size())));
    }
  }

  private void putGit(String prefix) throws IOException {
    Path worktree = source.root().resolve(prefix);
    String path = prefix.isEmpty() ? ".git" : prefix + "/.git";
    if (git.isEmpty()) {
      warn("Left `%s` out of the image: git cannot be asked what is in it".formatted(path));
      return;
    }
    GitFolder repository = new GitFolder(git.get(), worktree);
    if (!repository.isRepository()) {
      warn("Left `%s` out of the image: git does not know it as a repository".formatted(path));
      return;
    }
    List<String> logins = GitSettings.logins(repository);
    if (!logins.isEmpty()) {
      warn(
          "Left credentials of `%s/config` out of the image: %s"
              .formatted(path, "`" + String.join("`, `", logins) + "`"));
    }
    String above = prefix.isEmpty() ? "" : prefix + "/";
    GitSnapshot.FOLDERS.forEach(
        folder -> tree.put(path + "/" + folder, new Node.Directory(attributes(0755))));
    GitSnapshot.of(repository, name -> isLeftOut(above + name), scratch)
        .forEach((name, content) ->
            tree.put(path + "/" + name, new Node.RegularFile(attributes(0644), content)));
  }

  private boolean isLeftOut(String path) {
    return secrets.contains(path) || rules.ignores(path);
  }

  private boolean isName(String name, String path) {
    if (name.indexOf('\ufffd') >= 0) {
      problem("`%s`: its name is not UTF-8".formatted(path));
      return false;
    }
    try {
      TreePath.check(path);
      return true;
    } catch (IllegalArgumentException e) {
      problem(e.getMessage());
      return false;
    }
  }

  private Attributes attributes(int mode) {
    return new Attributes(mode, 0, 0, mtime);
  }

  private void warn(String message) {
    events.accept(new BuildEvent.Warned(message));
  }

  private void problem(@Nullable String text) {
    problems.add(String.valueOf(text));
  }

  private void failOnProblems() {
    if (problems.isEmpty()) {
      return;
    }
    List<String> sorted = problems.stream().sorted().toList();
    BuildFailure failure =
        BuildFailure.input(
            "Cannot put %s".formatted(sorted.getFirst().replaceFirst("`: ", "` in the image: ")));
    for (String problem : sorted.stream().skip(1).limit(MOST_PROBLEMS - 1).toList()) {
      failure = failure.withDetail(problem);
    }
    String encoding = System.getProperty("sun.jnu.encoding", "").toUpperCase(Locale.ROOT);
    throw encoding.equals(StandardCharsets.UTF_8.name())
        ? failure.withHint("Rename it or mend its permissions, or name it in `.dockerignore`")
        : failure.withHint(
            "File names are read as %s here: set `LC_ALL=C.UTF-8`".formatted(encoding));
  }
}
