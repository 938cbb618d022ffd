package org.repo2oci.build;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.image.Digest;
import org.repo2oci.store.StoredBlob;

/**
 * The package of a program's own makers that a lock names.
 *
 * @param name for people
 * @param size bytes
 * @param given where the user says that it is
 * @param url where the lock says that it is; empty for a file of the machine that locked it
 * @param option that says where it is
 */
record LockedVendorPackage(
    String name, Digest sha256, long size, Optional<URI> given, String url, String option) {

  /** The store's, or a download. */
  StoredBlob archive(Workshop workshop) throws IOException, InterruptedException {
    Optional<StoredBlob> known = workshop.store().blob(sha256);
    if (known.isPresent()) {
      return known.get();
    }
    return workshop
        .fetcher()
        .download(
            new Download(Stage.DOWNLOAD, name, place(), Optional.of(sha256), Optional.of(size)));
  }

  /** A lock may be of another machine, and the package of a file that was there. */
  private URI place() {
    if (given.isPresent()) {
      return given.get();
    }
    if (url.isEmpty()) {
      throw BuildFailure.input("Cannot find the package of %s that the lock names".formatted(name))
          .withDetail("Its SHA-256 is %s".formatted(sha256.hex()))
          .withHint("Give it with `%s FILE`".formatted(option));
    }
    return URI.create(url);
  }
}
