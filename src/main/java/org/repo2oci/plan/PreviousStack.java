package org.repo2oci.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.repo2oci.image.Digest;

/**
 * The layers of an earlier image above its base image, bottom first, all of them ours.
 *
 * @param below how many layers are below them
 */
public record PreviousStack(int below, List<Layer> layers) {
  /**
   * A layer.
   *
   * @param size compressed bytes
   * @param contents empty where nothing is written down of it
   */
  public record Layer(
      Digest key, Stratum stratum, String title, long size, Optional<LayerContents> contents) {}

  public PreviousStack {
    layers = List.copyOf(layers);
  }

  /**
   * Of an image.
   *
   * @param below diffIDs of the layers of the base image that is built upon now
   * @return empty where the image stands on something else, or somebody else made some of its
   *     layers
   */
  public static Optional<PreviousStack> of(PreviousImage image, List<Digest> below) {
    List<Digest> diffIds = image.layers().stream().map(PreviousImage.Layer::diffId).toList();
    if (diffIds.size() < below.size() || !diffIds.subList(0, below.size()).equals(below)) {
      return Optional.empty();
    }
    List<Layer> layers = new ArrayList<>();
    for (PreviousImage.Layer layer : image.layers().subList(below.size(), image.layers().size())) {
      if (layer.made().isEmpty()) {
        return Optional.empty();
      }
      PreviousImage.Made made = layer.made().get();
      layers.add(
          new Layer(
              made.key(),
              made.stratum(),
              made.stratum().title() + " as before",
              layer.descriptor().size(),
              LayerNotes.contents(layer)));
    }
    return Optional.of(new PreviousStack(below.size(), layers));
  }
}
