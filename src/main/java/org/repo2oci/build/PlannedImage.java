package org.repo2oci.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.repo2oci.buildpack.Environment;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.layer.LayerCache;
import org.repo2oci.plan.ImagePlan;
import org.repo2oci.plan.PlannedLayer;

/** What a build would do, and what of it is done already. */
public record PlannedImage(Environment environment, List<Layer> layers) {
  /**
   * A layer of the plan.
   *
   * @param cached the layer itself, where the store has it
   */
  public record Layer(PlannedLayer planned, Optional<LayerBlob> cached) {}

  public PlannedImage {
    layers = List.copyOf(layers);
  }

  static PlannedImage of(Environment environment, ImagePlan plan, LayerCache cache) {
    List<Layer> layers = new ArrayList<>();
    for (PlannedLayer planned : plan.layers()) {
      layers.add(new Layer(planned, cache.find(planned.key())));
    }
    return new PlannedImage(environment, layers);
  }
}
