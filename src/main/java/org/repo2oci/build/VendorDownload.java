package org.repo2oci.build;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.fetch.Download;
import org.repo2oci.image.Digest;
import org.repo2oci.store.StoredBlob;

/**
 * Packages of programs' own makers, of which no index says the digest: what a URL gave first is
 * what it has to give from then on.
 *
 * @param kind of the store's records of that
 */
record VendorDownload(Workshop workshop, String kind) {
  /**
   * Downloads one.
   *
   * @param name for people
   * @param sha256 where somebody has said it
   */
  StoredBlob get(String name, URI url, Optional<Digest> sha256)
      throws IOException, InterruptedException {
    Optional<Digest> expected = sha256.or(() -> first(url));
    StoredBlob archive =
        workshop
            .fetcher()
            .download(new Download(Stage.RESOLVE, name, url, expected, Optional.empty()));
    if (expected.isEmpty() && !isFile(url)) {
      workshop
          .store()
          .putRecord(kind, key(url), archive.digest().hex().getBytes(StandardCharsets.UTF_8));
    }
    return archive;
  }

  /** What a URL gave first. */
  Optional<Digest> first(URI url) {
    return isFile(url)
        ? Optional.empty()
        : workshop
            .store()
            .record(kind, key(url))
            .map(text -> new Digest(new String(text, StandardCharsets.UTF_8)));
  }

  private static boolean isFile(URI url) {
    return url.getScheme().equals("file");
  }

  private static Digest key(URI url) {
    return Digest.of(url.toString().getBytes(StandardCharsets.UTF_8));
  }
}
