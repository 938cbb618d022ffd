package org.repo2oci.repository.archive;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.TreePath;
import org.repo2oci.store.StoredBlob;

/** The folder that a deposit's files come into. */
final class DepositFolder {
  private static final String MD5 = "md5:";

  private final String archive;
  private final Path folder;
  private final Web web;
  private final EventSink events;

  DepositFolder(String archive, Path folder, Web web, EventSink events) {
    this.archive = archive;
    this.folder = folder;
    this.web = web;
    this.events = events;
  }

  /**
   * A file of a deposit.
   *
   * @param name a path of its own, as the archive has it
   * @param checksum {@code md5:} and its digits; of another kind, or empty, it is not looked at
   */
  record Remote(String name, URI address, Optional<String> checksum) {}

  /** Brings one file; a later one of the same name takes its place. */
  void add(Remote remote) throws IOException, InterruptedException {
    String path;
    try {
      path = TreePath.check(remote.name().replaceFirst("^(\\./)+", ""));
      Path file = folder.resolve(path);
      Path blob = checked(remote).file();
      Files.createDirectories(file.getParent());
      if (Files.deleteIfExists(file)) {
        events.accept(
            new BuildEvent.Warned(
                "%s has `%s` twice: the last one counts".formatted(archive, path)));
      }
      place(blob, file);
    } catch (IllegalArgumentException e) {
      throw BuildFailure.input("Cannot fetch from %s: %s".formatted(archive, e.getMessage()))
          .withHint("Files of an archive must lie inside its folder");
    } catch (FileAlreadyExistsException e) {
      throw BuildFailure.input(
              "Cannot fetch from %s: `%s` is both a file and a folder"
                  .formatted(archive, remote.name()))
          .withHint("Download it, rename one, and build the folder");
    }
  }

  /** The store's file itself where the file system lets it: nothing changes a checkout. */
  private static void place(Path blob, Path file) throws IOException {
    try {
      Files.createLink(file, blob);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(blob, file);
    }
  }

  /** Brings the only file of a deposit, which is unpacked where it is a zip. */
  void addWhole(Remote remote) throws IOException, InterruptedException {
    StoredBlob blob = checked(remote);
    if (Unpacker.isZip(blob.file())) {
      Unpacker.zip(remote.name(), blob.file(), folder);
    } else {
      add(remote);
    }
  }

  private StoredBlob checked(Remote remote) throws IOException, InterruptedException {
    events.accept(
        new BuildEvent.Noted(
            Stage.FETCH, "Fetching `%s` from %s".formatted(remote.name(), archive)));
    StoredBlob blob = web.file(remote.name(), remote.address());
    Optional<String> wanted =
        remote
            .checksum()
            .map(text -> text.toLowerCase(Locale.ROOT))
            .filter(text -> text.startsWith(MD5))
            .map(text -> text.substring(MD5.length()));
    if (wanted.isPresent() && !wanted.get().equals(md5(blob.file()))) {
      throw BuildFailure.environment(
              "Cannot use `%s`: it is not what %s says it is (md5 %s)"
                  .formatted(remote.name(), archive, wanted.get()))
          .withHint("It was changed on the way or in the archive; try again later");
    }
    return blob;
  }

  private static String md5(Path file) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("MD5"))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The folder, or the only one in it where there is nothing else: authors pack a folder. */
  Path root() throws IOException {
    List<Path> children;
    try (Stream<Path> all = Files.list(folder)) {
      children = all.limit(2).toList();
    }
    boolean only =
        children.size() == 1
            && Files.isDirectory(children.getFirst(), java.nio.file.LinkOption.NOFOLLOW_LINKS);
    return only ? children.getFirst() : folder;
  }
}
