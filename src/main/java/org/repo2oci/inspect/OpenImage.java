package org.repo2oci.inspect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfig;

/**
 * An image whose documents were read and whose layers can be.
 *
 * @param layers as they lie there, bottom first; one for each diffID of the configuration
 */
record OpenImage(
    Digest digest,
    Optional<Descriptor> configuration,
    ImageConfig config,
    List<Descriptor> layers,
    LayerFile files) {
  OpenImage {
    layers = List.copyOf(layers);
    if (layers.size() != config.diffIds().size()) {
      throw new IllegalArgumentException(
          "its manifest has %d layers and its configuration %d"
              .formatted(layers.size(), config.diffIds().size()));
    }
  }

  /** Brings a layer's blob to this machine. */
  @FunctionalInterface
  interface LayerFile {
    Path of(int layer) throws IOException, InterruptedException;
  }
}
