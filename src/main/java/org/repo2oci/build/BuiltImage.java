package org.repo2oci.build;

import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Manifest;

/**
 * A finished image: its documents, byte for byte; the layers lie in the store.
 *
 * @param automaticName for an image that nobody named
 */
public record BuiltImage(
    byte[] manifestBytes,
    Manifest manifest,
    byte[] configBytes,
    ImageConfig config,
    ImageReference automaticName) {
  /** The image's own digest. */
  public Digest digest() {
    return Digest.of(manifestBytes);
  }
}
