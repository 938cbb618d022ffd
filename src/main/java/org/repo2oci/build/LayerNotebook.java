package org.repo2oci.build;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.image.Digest;
import org.repo2oci.layer.LayerCache;
import org.repo2oci.plan.LayerContents;
import org.repo2oci.plan.LayerNotes;
import org.repo2oci.plan.PlannedLayer;
import org.repo2oci.plan.PreviousImage;

/** What is written down of layers' contents: in the store by who made them, or in an image. */
final class LayerNotebook {
  private final LayerCache layers;
  private final boolean wanted;
  private final Map<Digest, LayerContents> ofImages = new HashMap<>();

  /**
   * @param wanted whether a later image may follow the one that is built
   */
  LayerNotebook(LayerCache layers, List<PreviousImage> previous, boolean wanted) {
    this.layers = layers;
    this.wanted = wanted;
    for (PreviousImage image : previous) {
      for (PreviousImage.Layer layer : image.layers()) {
        LayerNotes.contents(layer)
            .ifPresent(contents -> ofImages.putIfAbsent(layer.key().orElseThrow(), contents));
      }
    }
  }

  /** Whether the store has a layer of which it should be written down what it holds, and is not. */
  boolean misses(PlannedLayer layer) {
    return wanted
        && !layer.kept()
        && layer.stratum().isWrittenDown()
        && layers.recorded(layer.key()).isPresent()
        && contents(layer).isEmpty();
  }

  /** The contents of a layer; empty where nobody wrote them down. */
  Optional<LayerContents> contents(PlannedLayer layer) {
    Optional<LayerContents> there = Optional.ofNullable(ofImages.get(layer.key()));
    if (layer.kept()) {
      return there;
    }
    return LayerContents.parse(layers.notes(layer.key()))
        .or(() -> there)
        // The same layer may lie upon others in one image, and be one of the lock alone in another.
        .map(contents -> contents.in(layer));
  }
}
