package org.repo2oci.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.repository.archive.ArchiveFinder;
import org.repo2oci.repository.archive.Deposit;

/**
 * Finds out what a source is and brings it here, in repo2docker's order: a folder, an archive,
 * Mercurial, git.
 */
final class Fetching {
  private static final int SHORT_COMMIT = 7;

  private final CheckoutRequest request;
  private final ArchiveFinder archives;
  private final Optional<GitProgram> git;
  private final Path scratch;
  private final EventSink events;

  /**
   * @param scratch a folder of our own, where one may be made
   */
  Fetching(
      CheckoutRequest request,
      ArchiveFinder archives,
      Optional<GitProgram> git,
      Path scratch,
      EventSink events) {
    this.request = request;
    this.archives = archives;
    this.git = git;
    this.scratch = scratch;
    this.events = events;
  }

  /** Empty for a folder that is taken as it is. */
  Optional<FetchedFiles> fetch() throws IOException, InterruptedException {
    return switch (request.source()) {
      case RepositorySource.Folder folder when request.ref().isEmpty() -> Optional.empty();
      case RepositorySource.Folder folder -> Optional.of(atRef(folder));
      case RepositorySource.Identifier identifier ->
          Optional.of(
              deposit(
                  archives.find(identifier.text()).orElseThrow(() -> unknown(identifier.text()))));
      case RepositorySource.Git remote -> Optional.of(remote(remote.url()));
    };
  }

  /** Another commit than the one that lies there is cloned. */
  private FetchedFiles atRef(RepositorySource.Folder folder) throws IOException {
    if (Files.isDirectory(folder.path().resolve(".hg"))) {
      Optional<HgClone> mercurial = mercurial(folder.path().toString());
      if (mercurial.isPresent()) {
        return mercurial.get().checkOut(newFolder(), request.ref());
      }
    }
    if (!Files.exists(folder.path().resolve(".git"))) {
      throw GitFailures.noCommit(folder.display(), request.ref().orElseThrow());
    }
    return clone(RepositorySource.git(folder.path()).url());
  }

  private FetchedFiles remote(GitUrl url) throws IOException, InterruptedException {
    Optional<Deposit> deposit = archives.find(url.address());
    if (deposit.isPresent()) {
      return deposit(deposit.get());
    }
    String whole = url.whole();
    if (HgClone.mayBe(whole)) {
      Optional<HgClone> mercurial = mercurial(whole);
      if (mercurial.isPresent() && mercurial.get().isThere()) {
        return mercurial.get().checkOut(newFolder(), request.ref());
      }
    }
    return clone(url);
  }

  private Optional<HgClone> mercurial(String url) {
    return HgProgram.find(request.environment()).map(program -> new HgClone(program, url, events));
  }

  private FetchedFiles deposit(Deposit deposit) throws IOException, InterruptedException {
    events.accept(
        new BuildEvent.Noted(
            Stage.FETCH,
            "Fetching `%s` from %s".formatted(request.source().display(), deposit.archive())));
    Deposit.Files files = deposit.fetch(newFolder());
    return new FetchedFiles(
        files.root(), files.contentId(), Optional.empty(), Optional.empty(), false);
  }

  private FetchedFiles clone(GitUrl url) throws IOException {
    Path folder = newFolder();
    GitProgram program = git.orElseThrow(() -> GitFailures.noProgram(url.display()));
    new GitClone(program, url, folder, events).checkOut(request.ref());
    String commit =
        new GitFolder(program, folder)
            .head()
            .map(GitFolder.Head::commit)
            .orElseThrow(() -> new IllegalStateException("a clone without a commit"));
    return new FetchedFiles(
        folder, commit.substring(0, SHORT_COMMIT), Optional.empty(), Optional.empty(), true);
  }

  private Path newFolder() throws IOException {
    return Files.createDirectory(scratch.resolve("checkout"));
  }

  private static BuildFailure unknown(String text) {
    return BuildFailure.input("Cannot build `%s`: no archive that is known has it".formatted(text))
        .withHint("Check its spelling");
  }
}
