package org.repo2oci.debian;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Digest;
import org.repo2oci.store.StoredBlob;

/** Serves {@code file:} URLs and checks digests, as the real one; remembers what was asked for. */
final class FolderFetcher implements Fetcher {
  final List<String> asked = new CopyOnWriteArrayList<>();

  @Override
  public byte[] get(URI uri, Map<String, String> headers) throws IOException {
    asked.add(uri.getPath());
    Path file = Path.of(uri.getPath());
    if (!Files.exists(file)) {
      throw BuildFailure.environment("Cannot get `%s`: 404 Not Found".formatted(uri));
    }
    return Files.readAllBytes(file);
  }

  @Override
  public StoredBlob download(Download wanted) throws IOException {
    byte[] bytes = get(wanted.uri(), Map.of());
    Digest digest = Digest.of(bytes);
    if (!wanted.digest().map(digest::equals).orElse(true)) {
      throw BuildFailure.environment("Cannot use `%s`: another digest".formatted(wanted.name()));
    }
    return new StoredBlob(digest, bytes.length, Path.of(wanted.uri().getPath()));
  }
}
