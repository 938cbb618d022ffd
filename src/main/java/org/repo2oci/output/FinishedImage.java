package org.repo2oci.output;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageConfigJson;
import org.repo2oci.image.Manifest;
import org.repo2oci.image.ManifestJson;

/**
 * An image that can be written: its documents, byte for byte, and where its layers lie.
 *
 * @param files asked for a layer when it is about to be written
 */
public record FinishedImage(
    byte[] manifestBytes,
    Manifest manifest,
    byte[] configBytes,
    ImageConfig config,
    LayerFiles files) {
  public FinishedImage {
    if (!Digest.of(configBytes).equals(manifest.config().digest())) {
      throw new IllegalArgumentException("the manifest names another configuration");
    }
    if (manifest.layers().size() != config.diffIds().size()) {
      throw new IllegalArgumentException(
          "the manifest has %d layers, the configuration %d"
              .formatted(manifest.layers().size(), config.diffIds().size()));
    }
  }

  /** Finds a layer's blob; the file is read and never changed. */
  @FunctionalInterface
  public interface LayerFiles {
    Path file(Descriptor layer) throws IOException;
  }

  /** An image of its documents' bytes. */
  public static FinishedImage of(byte[] manifest, byte[] config, LayerFiles files) {
    return new FinishedImage(
        manifest, ManifestJson.read(manifest), config, ImageConfigJson.read(config), files);
  }

  /** The image's own digest. */
  public Digest digest() {
    return Digest.of(manifestBytes);
  }

  /** What an index says of the image. */
  Descriptor descriptor() {
    return new Descriptor(manifest.mediaType(), digest(), manifestBytes.length);
  }

  /** Every blob once: manifest, configuration, layers from the bottom. */
  Collection<Blob> blobs() {
    Map<Digest, Blob> blobs = new LinkedHashMap<>();
    add(blobs, Blob.of(descriptor(), manifestBytes));
    add(blobs, Blob.of(manifest.config(), configBytes));
    manifest.layers().forEach(layer -> add(blobs, Blob.of(layer, files)));
    return blobs.values();
  }

  private static void add(Map<Digest, Blob> blobs, Blob blob) {
    blobs.putIfAbsent(blob.digest(), blob);
  }
}
