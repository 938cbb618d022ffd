package org.repo2oci.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.History;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageConfigJson;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Manifest;
import org.repo2oci.image.ManifestJson;
import org.repo2oci.image.MediaType;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.plan.PlannedLayer;

/** Writes the manifest and the configuration of an image. */
public final class ImageDocuments {
  /** On a layer's descriptor: the key that it was planned with. */
  public static final String KEY = "org.repo2oci.layer.key";

  /** On a layer's descriptor: the digest of its tar. */
  static final String DIFF_ID = "org.repo2oci.layer.diff-id";

  /** On a layer's descriptor: bytes of its tar. */
  static final String TAR_SIZE = "org.repo2oci.layer.tar-size";

  /** On a layer's descriptor: the stratum. */
  public static final String STRATUM = "org.repo2oci.layer.stratum";

  /** Docker's limit on the layers of an image. */
  private static final int MOST_LAYERS = 125;

  private ImageDocuments() {}

  /**
   * An image of layers.
   *
   * @param name for an image that nobody named
   * @param settings everything of the configuration but layers and history
   */
  static BuiltImage image(
      ImageReference name,
      ImageConfig settings,
      BaseLayers below,
      List<PlannedLayer> planned,
      List<LayerBlob> written) {
    List<Descriptor> descriptors = new ArrayList<>(below.descriptors());
    List<Digest> diffIds = new ArrayList<>(below.diffIds());
    List<History> history = new ArrayList<>(below.history());
    for (int i = 0; i < planned.size(); i++) {
      descriptors.add(descriptor(planned.get(i), written.get(i)));
      diffIds.add(written.get(i).diffId());
      history.add(
          new History(
              settings.created(),
              "repo2oci: " + planned.get(i).title(),
              comment(planned.get(i)),
              false));
    }
    ImageConfig config = settings.withLayers(diffIds, history);
    if (descriptors.size() > MOST_LAYERS) {
      throw BuildFailure.input(
              "Cannot build upon this base image: there would be %d layers, of which %d are its own"
                  .formatted(descriptors.size(), below.descriptors().size()))
          .withHint(
              "Engines run at most %d; use a base image with fewer layers".formatted(MOST_LAYERS));
    }
    byte[] configBytes = ImageConfigJson.write(config, below.settingsBytes());
    Manifest manifest =
        new Manifest(
            MediaType.OCI_MANIFEST,
            new Descriptor(MediaType.OCI_CONFIG, Digest.of(configBytes), configBytes.length),
            descriptors,
            Map.of());
    return new BuiltImage(
        ManifestJson.write(manifest),
        manifest,
        configBytes,
        config,
        name,
        below.image().map(image -> new BuiltImage.Base(image, below.descriptors())));
  }

  private static Descriptor descriptor(PlannedLayer planned, LayerBlob layer) {
    Map<String, String> annotations = new TreeMap<>();
    annotations.put(KEY, planned.key().toString());
    annotations.put(DIFF_ID, layer.diffId().toString());
    annotations.put(TAR_SIZE, Long.toString(layer.tarSize()));
    annotations.put(STRATUM, planned.stratum().title());
    return new Descriptor(layer.mediaType(), layer.digest(), layer.size(), annotations);
  }

  private static String comment(PlannedLayer planned) {
    return "%s layer, %d components"
        .formatted(planned.stratum().title(), planned.components().size());
  }
}
