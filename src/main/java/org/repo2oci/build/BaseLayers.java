package org.repo2oci.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.History;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.MediaType;
import org.repo2oci.registry.RemoteImage;

/**
 * The layers of a given base image, below all of ours; none where the base is assembled.
 *
 * @param image that they are of, by its digest
 * @param settings of that image
 * @param settingsBytes the same as they are
 */
record BaseLayers(
    List<Descriptor> descriptors,
    List<Digest> diffIds,
    List<History> history,
    Optional<ImageReference> image,
    Optional<ImageConfig> settings,
    Optional<byte[]> settingsBytes) {
  BaseLayers {
    descriptors = List.copyOf(descriptors);
    diffIds = List.copyOf(diffIds);
    history = List.copyOf(history);
  }

  static BaseLayers none() {
    return new BaseLayers(
        List.of(), List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Those of an image, byte for byte; a Docker media type becomes the OCI one of the same bytes.
   */
  static BaseLayers of(RemoteImage base) {
    List<Descriptor> descriptors = new ArrayList<>();
    for (Descriptor layer : base.manifest().layers()) {
      descriptors.add(
          new Descriptor(
              MediaType.ofLayer(layer.mediaType()),
              layer.digest(),
              layer.size(),
              layer.annotations()));
    }
    return new BaseLayers(
        descriptors,
        base.config().diffIds(),
        history(base.config()),
        Optional.of(base.reference().withDigest(base.digest())),
        Optional.of(base.config()),
        Optional.of(base.configBytes()));
  }

  /** Registries and engines want an entry for each layer; some builders write none. */
  private static List<History> history(ImageConfig config) {
    long said = config.history().stream().filter(entry -> !entry.emptyLayer()).count();
    if (said == config.diffIds().size()) {
      return config.history();
    }
    return config.diffIds().stream()
        .map(_ -> new History(config.created(), "base image", "", false))
        .toList();
  }
}
