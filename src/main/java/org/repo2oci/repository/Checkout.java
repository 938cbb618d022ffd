package org.repo2oci.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.repository.archive.ArchiveFinder;
import org.repo2oci.store.Scratch;
import org.repo2oci.store.Store;

/**
 * A repository's files on this machine: the user's own folder, or a clone or download that goes
 * away when the checkout is closed. Trees that come from it are read lazily, so close it after the
 * layers.
 */
public final class Checkout implements AutoCloseable {
  /** 1980-01-01, the time of files that no commit dates. */
  private static final long NO_TIME = 315_532_800L;

  private final RepositorySource origin;
  private final Optional<String> ref;
  private final Optional<FetchedFiles> fetched;
  private final SourceFolder source;
  private final Optional<GitProgram> git;
  private final Optional<GitFolder.Head> head;
  private final long mtime;
  private final Scratch scratch;
  private final EventSink events;
  private @Nullable FileTree tree;
  private @Nullable Digest digest;

  private Checkout(
      CheckoutRequest request,
      Optional<FetchedFiles> fetched,
      Optional<GitProgram> git,
      Scratch scratch,
      EventSink events)
      throws IOException {
    this.origin = request.source();
    this.ref = request.ref();
    this.fetched = fetched;
    this.scratch = scratch;
    this.events = events;
    Path root =
        fetched.isPresent()
            ? fetched.get().root()
            : ((RepositorySource.Folder) request.source()).path();
    this.source = new SourceFolder(subdirectory(root, request.subdirectory()), root);
    // Settings in the `.git` of somebody's archive could make git run programs.
    this.git = git.filter(_ -> fetched.isEmpty() || fetched.get().byGit());
    this.head =
        Files.exists(root.resolve(".git"))
            ? this.git.map(program -> new GitFolder(program, root)).flatMap(GitFolder::head)
            : Optional.empty();
    this.mtime =
        head.map(GitFolder.Head::time)
            .or(() -> fetched.flatMap(FetchedFiles::time))
            .orElse(undated(request.environment()));
  }

  /**
   * Clones, downloads, or takes the folder as it is.
   *
   * @param archives asked of what is no folder, before Mercurial and git
   * @throws BuildFailure where there is no such repository, ref or folder, or git fails
   */
  public static Checkout open(
      CheckoutRequest request, ArchiveFinder archives, Store store, EventSink events) {
    long begin = System.nanoTime();
    events.accept(new BuildEvent.Started(Stage.FETCH));
    Optional<GitProgram> git = GitProgram.find(request.environment());
    try {
      Scratch scratch = store.newScratch();
      try {
        Optional<FetchedFiles> fetched =
            new Fetching(request, archives, git, scratch.directory(), events).fetch();
        Checkout checkout = new Checkout(request, fetched, git, scratch, events);
        events.accept(
            new BuildEvent.Finished(
                Stage.FETCH, checkout.summary(), Duration.ofNanos(System.nanoTime() - begin)));
        return checkout;
      } catch (RuntimeException | IOException | InterruptedException e) {
        scratch.close();
        throw e;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BuildFailure.environment("Stopped while files were fetched").withCause(e);
    } catch (IOException e) {
      throw SourceFolder.unreadable(request.source().display(), e);
    }
  }

  private static Path subdirectory(Path root, Optional<String> subdirectory) throws IOException {
    if (subdirectory.isEmpty()) {
      return root;
    }
    Path folder = root.resolve(subdirectory.get()).normalize();
    if (!Files.isDirectory(folder)
        || !folder.startsWith(root)
        || !folder.toRealPath().startsWith(root.toRealPath())) {
      throw BuildFailure.input(
              "Cannot build the subdirectory `%s`: the repository has no such folder"
                  .formatted(subdirectory.get()))
          .withHint("`--subdir` is relative to the top of the repository");
    }
    return folder;
  }

  private static long undated(Map<String, String> environment) {
    try {
      return Long.parseLong(environment.getOrDefault("SOURCE_DATE_EPOCH", ""));
    } catch (NumberFormatException _) {
      return NO_TIME;
    }
  }

  private String summary() {
    return isFetched()
        ? "Checked out `%s` at `%s`".formatted(origin.display(), contentId())
        : "Reading the folder `%s`".formatted(origin.display());
  }

  /** Where it came from, for people and labels: no secret in it. */
  public String display() {
    return origin.display();
  }

  public Optional<String> ref() {
    return ref;
  }

  /** The full id of the commit; of a folder the one below its uncommitted files. */
  public Optional<String> commit() {
    return head.map(GitFolder.Head::commit).or(() -> fetched.flatMap(FetchedFiles::commit));
  }

  /** Whether the files are exactly those that {@link #display()} has at this content's id. */
  public boolean isFetched() {
    return fetched.isPresent();
  }

  /** The folder that is built. */
  public SourceFolder source() {
    return source;
  }

  /** Seconds since the epoch that every file of the image's repository layer carries. */
  public long mtime() {
    return mtime;
  }

  /**
   * A short name for this content: seven digits of the commit, or an archive's own, as repo2docker;
   * twelve of a digest over all files for a folder.
   */
  public String contentId() {
    return fetched.isPresent() ? fetched.get().contentId() : digest(relative()).shortened();
  }

  /**
   * The files as a layer has them, below {@code target}, which is in the tree too.
   *
   * @param target an absolute or relative path, such as {@code /home/jovyan}
   */
  public RepositoryFiles files(String target, int uid, int gid) {
    String prefix = target.replaceAll("^/+|/+$", "");
    FileTree relative = relative();
    FileTree.Builder placed = FileTree.builder();
    if (!prefix.isEmpty()) {
      placed.put(prefix, new Node.Directory(new Attributes(0755, uid, gid, mtime)));
    }
    relative.forEach((path, node) ->
        placed.put(
            prefix.isEmpty() ? path : prefix + "/" + path,
            node.with(node.attributes().withOwner(uid, gid))));
    Digest place =
        Digest.of(
            "%s %s %d:%d"
                .formatted(digest(relative), prefix, uid, gid)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return new RepositoryFiles(placed.build(), place);
  }

  private synchronized FileTree relative() {
    FileTree known = tree;
    if (known == null) {
      IgnoreRules rules = IgnoreRules.read(source, source.binderFolder().orElse(""));
      known = new FolderWalk(source, rules, git, mtime, scratch.directory(), events).read();
      tree = known;
    }
    return known;
  }

  private synchronized Digest digest(FileTree relative) {
    Digest known = digest;
    if (known == null) {
      known = new TreeDigest().of(relative);
      digest = known;
    }
    return known;
  }

  @Override
  public void close() {
    try {
      scratch.close();
    } catch (IOException e) {
      events.accept(
          new BuildEvent.Warned(
              "Cannot delete the temporary folder `%s`".formatted(scratch.directory())));
    }
  }
}
