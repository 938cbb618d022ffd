package org.repo2oci.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lays out an image that follows another one. A node keeps unpacked layers by chain, so that what
 * it has is used from the bottom up to the first difference. For every height up to which the
 * previous layers could stay, this weighs what a node pulls: the components that are missing above
 * it, with what hides those that are not wanted any more. The image's files are the same for each.
 */
public final class StackPlanner {
  /** Bytes that a layer is worth beside its own: a request, and the time to unpack it. */
  private static final long PER_LAYER = 64L << 10;

  /** Bytes that a layer more than the lock alone needs is worth: every fresh node pays for it. */
  private static final long PER_DEPTH = 128L << 10;

  /** Of our layers' bytes, hidden ones at most. */
  static final double MOST_DEAD = 0.25;

  /** What a fresh node pays at most, of what it would pay for the layers of the lock alone. */
  static final double MOST_FRESH = 1.2;

  /** How often a stack is laid upon before it is laid anew. */
  static final int MOST_GENERATIONS = 20;

  /** Engines run 125; somebody may build upon the image. */
  static final int MOST_LAYERS = 100;

  private final Planner planner;
  private final Optimization goal;
  private final List<String> own;

  /**
   * @param own folders in which nothing but our layers has files
   */
  public StackPlanner(Planner planner, Optimization goal, List<String> own) {
    this.planner = planner;
    this.goal = goal;
    this.own = List.copyOf(own);
  }

  /**
   * The layers.
   *
   * @param fresh those of the lock alone, which the result gives the same files as
   */
  public StackPlan plan(ImagePlan fresh, PreviousStack previous) {
    if (goal == Optimization.NONE) {
      return StackPlan.fresh(fresh);
    }
    FreshLayers wanted = new FreshLayers(fresh, sizes(previous));
    int same = common(fresh, previous);
    long again = wanted.bytes(same);
    long layers = (long) fresh.layers().size() - same;
    long bestCost = again + PER_LAYER * layers;
    StackPlan best = StackPlan.fresh(fresh);
    for (int height = same + 1; height <= previous.layers().size(); height++) {
      Optional<Candidate> candidate = Candidate.of(wanted, previous, height, own, planner);
      if (candidate.isPresent() && holds(candidate.get(), wanted, previous)) {
        long cost = cost(candidate.get(), wanted);
        if (cost < bestCost) {
          bestCost = cost;
          best = candidate.get().plan(again);
        }
      }
    }
    return best;
  }

  private static long cost(Candidate candidate, FreshLayers wanted) {
    long more = Math.max(0, candidate.depth() - wanted.layers().size());
    return candidate.laidBytes() + PER_LAYER * candidate.laid().size() + PER_DEPTH * more;
  }

  private boolean holds(Candidate candidate, FreshLayers wanted, PreviousStack previous) {
    long whole = candidate.keptBytes() + candidate.laidBytes();
    boolean small =
        whole <= MOST_FRESH * wanted.bytes(0)
            && candidate.dead() <= MOST_DEAD * whole
            && candidate.generation() <= MOST_GENERATIONS
            && previous.below() + candidate.depth() <= MOST_LAYERS;
    return small && (goal == Optimization.NODE || candidate.dead() == 0);
  }

  private static int common(ImagePlan fresh, PreviousStack previous) {
    int same = 0;
    while (same < Math.min(fresh.layers().size(), previous.layers().size())
        && fresh.layers().get(same).key().equals(previous.layers().get(same).key())) {
      same++;
    }
    return same;
  }

  /** What is known of layers that were made. */
  private static Map<String, Long> sizes(PreviousStack previous) {
    Map<String, Long> sizes = new HashMap<>();
    previous.layers().forEach(layer -> sizes.put(layer.key().hex(), layer.size()));
    return sizes;
  }

  /** The layers of the lock alone, and the place of each component in them. */
  static final class FreshLayers {
    private final List<PlannedLayer> layers;
    private final Map<String, Long> sizes;
    private final Map<String, Integer> places = new HashMap<>();

    FreshLayers(ImagePlan plan, Map<String, Long> sizes) {
      this.layers = plan.layers();
      this.sizes = sizes;
      int place = 0;
      for (PlannedLayer layer : layers) {
        for (Component component : layer.components()) {
          places.put(component.id(), place++);
        }
      }
    }

    List<PlannedLayer> layers() {
      return layers;
    }

    Map<String, Integer> places() {
      return places;
    }

    long size(PlannedLayer layer) {
      return sizes.getOrDefault(layer.key().hex(), layer.size());
    }

    /** Bytes of the layers from one on. */
    long bytes(int from) {
      return layers.subList(from, layers.size()).stream().mapToLong(this::size).sum();
    }

    /** Layers that are kept or made as wholes, in their order. */
    List<PlannedLayer> wholes() {
      List<PlannedLayer> wholes = new ArrayList<>();
      layers.stream().filter(layer -> !layer.stratum().isOfComponents()).forEach(wholes::add);
      return wholes;
    }
  }
}
