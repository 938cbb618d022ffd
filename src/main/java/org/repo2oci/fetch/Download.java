package org.repo2oci.fetch;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.image.Digest;

/**
 * A file that is wanted.
 *
 * @param name for people, such as {@code numpy 2.3.1}
 * @param size bytes, where they are known
 * @param headers of the request
 */
public record Download(
    Stage stage,
    String name,
    URI uri,
    Optional<Digest> digest,
    Optional<Long> size,
    Map<String, String> headers) {
  public Download {
    headers = Map.copyOf(headers);
  }

  /** Without headers of its own. */
  public Download(Stage stage, String name, URI uri, Optional<Digest> digest, Optional<Long> size) {
    this(stage, name, uri, digest, size, Map.of());
  }
}
