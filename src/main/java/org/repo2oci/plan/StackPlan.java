package org.repo2oci.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.image.Digest;

/**
 * The layers of an image that follows another one.
 *
 * @param plan all layers, bottom first: kept ones, then those that are laid upon them
 * @param guard against what cannot be known before the files are there
 * @param choice for people; empty where the layers are those of the lock alone
 */
public record StackPlan(ImagePlan plan, Guard guard, Optional<Choice> choice) {
  /**
   * Why it looks so.
   *
   * @param kept how many layers of the previous image stay
   * @param laid bytes above them, an estimate
   * @param again bytes that a node would pull again with the layers of the lock alone
   * @param dead bytes of the kept layers that are hidden
   */
  public record Choice(int kept, long laid, long again, long dead) {}

  /** The layers that the lock alone gives. */
  public static StackPlan fresh(ImagePlan plan) {
    return new StackPlan(plan, Guard.none(), Optional.empty());
  }

  /**
   * A layer that is laid upon others wins over them. That is right only for a component that lies
   * above them in the layers of the lock alone, or has nothing in common with them.
   */
  public static final class Guard {
    private final ClaimMap kept;
    private final List<Integer> places;
    private final Map<String, Integer> fresh;
    private final Set<Digest> laid;

    /**
     * @param places of the owners in the map, in the layers of the lock alone
     * @param fresh places of the components by what identifies them
     * @param laid keys of the layers above the kept ones
     */
    Guard(ClaimMap kept, List<Integer> places, Map<String, Integer> fresh, Set<Digest> laid) {
      this.kept = kept;
      this.places = List.copyOf(places);
      this.fresh = Map.copyOf(fresh);
      this.laid = Set.copyOf(laid);
    }

    /** Allows everything: of layers that follow no image. */
    public static Guard none() {
      return new Guard(new ClaimMap(), List.of(), Map.of(), Set.of());
    }

    /** Whether a layer may only lie where it was planned if its files are as they should be. */
    public boolean concerns(PlannedLayer layer) {
      return laid.contains(layer.key());
    }

    /** Whether a layer's components, whose files are known now, may lie where it was planned. */
    public boolean allows(PlannedLayer layer, LayerContents contents) {
      return !concerns(layer) || contents.components().stream().allMatch(this::allows);
    }

    private boolean allows(LayerContents.Laid one) {
      Integer place = fresh.get(one.id());
      return place == null
          || kept.meeting(one.claims().orElse(Claims.none())).stream()
              .allMatch(owner -> places.get(owner) <= place);
    }
  }
}
