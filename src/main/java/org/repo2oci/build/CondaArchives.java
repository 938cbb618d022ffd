package org.repo2oci.build;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.image.Digest;
import org.repo2oci.store.StoredBlob;

/** The archives of locked conda packages, downloaded into the store and checked. */
final class CondaArchives {
  /** Of archives whose channel knows nothing better than MD5: to the SHA-256 that they had. */
  private static final String KIND = "conda-md5";

  private final Workshop workshop;
  private final CondaChannels channels;
  private final Semaphore readers;

  CondaArchives(Workshop workshop, CondaChannels channels) {
    this.workshop = workshop;
    this.channels = channels;
    this.readers = new Semaphore(workshop.threads() + 1);
  }

  /** What is done with an archive. */
  @FunctionalInterface
  interface Reading<T> {
    T of(Path archive) throws IOException, InterruptedException;
  }

  /** Reads an archive: all may be downloaded at once, only so many read as there are threads. */
  <T> T read(LockedConda locked, Reading<T> reading) throws IOException, InterruptedException {
    Path archive = get(locked);
    readers.acquire();
    try {
      return reading.of(archive);
    } finally {
      readers.release();
    }
  }

  Path get(LockedConda locked) throws IOException, InterruptedException {
    Optional<Digest> sha256 = locked.record().sha256();
    if (sha256.isPresent()) {
      return download(locked, sha256).file();
    }
    String md5 = locked.record().md5().orElseThrow();
    Digest key = Digest.of(md5.getBytes(StandardCharsets.US_ASCII));
    Optional<StoredBlob> known =
        workshop
            .store()
            .record(KIND, key)
            .map(bytes -> Digest.parse(new String(bytes, StandardCharsets.US_ASCII)))
            .flatMap(workshop.store()::blob);
    if (known.isPresent()) {
      return known.get().file();
    }
    workshop
        .events()
        .accept(
            new BuildEvent.Warned(
                "`%s` has an MD5 digest only: its channel says no SHA-256".formatted(locked)));
    StoredBlob blob = download(locked, Optional.empty());
    if (!md5(blob.file()).equals(md5)) {
      throw BuildFailure.environment(
              "Cannot use `%s`: its MD5 digest is not the one of the lock".formatted(locked))
          .withHint("Try again; where it stays so, the channel's file has been replaced");
    }
    workshop
        .store()
        .putRecord(KIND, key, blob.digest().toString().getBytes(StandardCharsets.US_ASCII));
    return blob.file();
  }

  private StoredBlob download(LockedConda locked, Optional<Digest> digest)
      throws IOException, InterruptedException {
    List<URI> places = channels.downloads(locked);
    for (URI place : places.subList(0, places.size() - 1)) {
      try {
        return download(locked, digest, place);
      } catch (BuildFailure failure) {
        workshop.events().accept(new BuildEvent.Warned(failure.message()));
      }
    }
    return download(locked, digest, places.getLast());
  }

  private StoredBlob download(LockedConda locked, Optional<Digest> digest, URI place)
      throws IOException, InterruptedException {
    long size = locked.record().size();
    return workshop
        .fetcher(channels.network())
        .download(
            new Download(
                Stage.ASSEMBLE,
                locked.record().name() + " " + locked.record().version(),
                place,
                digest,
                size > 0 ? Optional.of(size) : Optional.empty()));
  }

  private static String md5(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      byte[] buffer = new byte[1 << 16];
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        md5.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(md5.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
