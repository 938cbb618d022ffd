package org.repo2oci.build;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.ImagePlan;
import org.repo2oci.plan.PlannedLayer;
import org.repo2oci.plan.Planner;

/**
 * A plan whose layers are not all known by their components: a step's layer has a key that covers
 * the keys of the layers that it stands on.
 */
final class StepPlan {
  private final ImagePlan plan;
  private final IdentityHashMap<PlannedLayer, StepPart> steps;

  private StepPlan(ImagePlan plan, IdentityHashMap<PlannedLayer, StepPart> steps) {
    this.plan = plan;
    this.steps = steps;
  }

  /**
   * Puts steps into a plan, each above everything of its own stratum and of those below.
   *
   * @param base of a base image below all layers; empty where there is none
   * @param steps those of one stratum in the order in which they are run
   */
  static StepPlan of(Planner planner, ImagePlan pure, String base, List<StepPart> steps) {
    List<PlannedLayer> layers = new ArrayList<>(pure.layers());
    IdentityHashMap<PlannedLayer, StepPart> known = new IdentityHashMap<>();
    for (StepPart step : steps) {
      List<String> material = new ArrayList<>(step.component().material());
      material.add(base);
      int place = 0;
      for (PlannedLayer below : layers) {
        if (below.stratum().compareTo(step.component().stratum()) <= 0) {
          place++;
          if (step.standsOn().contains(below.stratum())) {
            material.add(below.key().toString());
          }
        }
      }
      Component own = step.component();
      Component whole =
          new Component(own.stratum(), own.name(), own.version(), own.size(), material);
      PlannedLayer layer = planner.plan(List.of(whole)).layers().getFirst();
      layers.add(place, layer);
      known.put(layer, step);
    }
    return new StepPlan(new ImagePlan(layers), known);
  }

  /** The same steps among layers that are laid otherwise. */
  StepPlan among(ImagePlan other) {
    return new StepPlan(other, steps);
  }

  ImagePlan plan() {
    return plan;
  }

  Optional<StepPart> step(PlannedLayer layer) {
    return Optional.ofNullable(steps.get(layer));
  }
}
