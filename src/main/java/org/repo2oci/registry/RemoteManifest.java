package org.repo2oci.registry;

import java.util.Optional;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageIndex;
import org.repo2oci.image.Manifest;
import org.repo2oci.image.ManifestJson;

/** A manifest or an index of a registry, as the very bytes that its digest is of. */
public record RemoteManifest(Digest digest, String mediaType, byte[] bytes) {
  /** The manifest of one image; empty for an index or an artifact that is not ours to read. */
  public Optional<Manifest> image() {
    if (ImageIndex.isIndex(mediaType)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ManifestJson.read(bytes));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
