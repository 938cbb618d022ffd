package org.repo2oci.plan;

import java.util.List;

/** The layers of an image, bottom first. */
public record ImagePlan(List<PlannedLayer> layers) {
  public ImagePlan {
    layers = List.copyOf(layers);
  }
}
