package org.repo2oci.build;

import java.util.List;
import java.util.Optional;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Manifest;

/**
 * A finished image: its documents, byte for byte; the layers lie in the store, or where others of
 * its kind have them.
 *
 * @param automaticName for an image that nobody named
 * @param base the image that it was built upon; its layers may not be in the store
 */
public record BuiltImage(
    byte[] manifestBytes,
    Manifest manifest,
    byte[] configBytes,
    ImageConfig config,
    ImageReference automaticName,
    Optional<Base> base,
    Reused reused) {
  /** All made here, but for the base. */
  public BuiltImage(
      byte[] manifestBytes,
      Manifest manifest,
      byte[] configBytes,
      ImageConfig config,
      ImageReference automaticName,
      Optional<Base> base) {
    this(manifestBytes, manifest, configBytes, config, automaticName, base, Reused.nothing());
  }

  /**
   * What is below the layers that were made.
   *
   * @param image by its digest
   */
  public record Base(ImageReference image, List<Descriptor> layers) {
    public Base {
      layers = List.copyOf(layers);
    }
  }

  BuiltImage with(Reused layers) {
    return new BuiltImage(
        manifestBytes, manifest, configBytes, config, automaticName, base, layers);
  }

  /** The image's own digest. */
  public Digest digest() {
    return Digest.of(manifestBytes);
  }
}
