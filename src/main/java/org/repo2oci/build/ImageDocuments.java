package org.repo2oci.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.repo2oci.plan.LayerNotes;
import org.repo2oci.plan.PlannedLayer;

/** Writes the manifest and the configuration of an image. */
final class ImageDocuments {
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
      List<LayerBlob> written,
      LayerNotebook notebook) {
    List<Descriptor> descriptors = new ArrayList<>(below.descriptors());
    List<Digest> diffIds = new ArrayList<>(below.diffIds());
    List<History> history = new ArrayList<>(below.history());
    for (int i = 0; i < planned.size(); i++) {
      descriptors.add(descriptor(planned.get(i), written.get(i), notebook));
      diffIds.add(written.get(i).diffId());
      history.add(history(settings, planned.get(i), written.get(i), notebook));
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

  /** A layer that stays is told as it was: an image that is built again is the same one. */
  private static History history(
      ImageConfig settings, PlannedLayer planned, LayerBlob layer, LayerNotebook notebook) {
    return notebook
        .history(planned)
        .orElseGet(() ->
            new History(
                settings.created(),
                "repo2oci: " + planned.title(),
                LayerNotes.comment(planned, layer),
                false));
  }

  private static Descriptor descriptor(
      PlannedLayer planned, LayerBlob layer, LayerNotebook notebook) {
    return new Descriptor(
        layer.mediaType(),
        layer.digest(),
        layer.size(),
        LayerNotes.annotations(planned, layer, notebook.contents(planned)));
  }
}
