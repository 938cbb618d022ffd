package org.repo2oci.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.repo2oci.filetree.TreePath;
import org.repo2oci.plan.LayerContents.Laid;

/**
 * One way to follow a previous image: its layers up to a height stay, the rest is laid upon them.
 */
final class Candidate {
  private final StackPlanner.FreshLayers wanted;
  private final List<PreviousStack.Layer> kept;
  private final int keptWholes;

  /** What the kept layers hold and do not hide, by what identifies it. */
  private final Map<String, Laid> alive = new LinkedHashMap<>();

  private final List<Laid> hiddenNow = new ArrayList<>();
  private final Set<String> locks = new HashSet<>();
  private long dead;
  private int generation;
  private final ClaimMap claims = new ClaimMap();
  private final List<Integer> places = new ArrayList<>();
  private List<PlannedLayer> laid = List.of();
  private long laidBytes;

  private Candidate(
      StackPlanner.FreshLayers wanted, List<PreviousStack.Layer> kept, int keptWholes) {
    this.wanted = wanted;
    this.kept = List.copyOf(kept);
    this.keptWholes = keptWholes;
  }

  /** Empty where the layers up to this height cannot stay. */
  static Optional<Candidate> of(
      StackPlanner.FreshLayers wanted,
      PreviousStack previous,
      int height,
      List<String> own,
      Planner planner) {
    List<PreviousStack.Layer> kept = previous.layers().subList(0, height);
    List<PlannedLayer> wholes = wanted.wholes();
    int keptWholes = 0;
    for (PreviousStack.Layer layer : kept) {
      if (layer.stratum().isOfComponents()) {
        if (layer.contents().isEmpty()) {
          return Optional.empty();
        }
      } else if (keptWholes < wholes.size() && wholes.get(keptWholes).key().equals(layer.key())) {
        keptWholes++;
      } else {
        return Optional.empty();
      }
    }
    Candidate candidate = new Candidate(wanted, kept, keptWholes);
    return candidate.sort() && candidate.isInOrder() && candidate.lay(own, planner)
        ? Optional.of(candidate)
        : Optional.empty();
  }

  /** Tells what is wanted of the kept layers from what is not. */
  private boolean sort() {
    for (PreviousStack.Layer layer : kept) {
      LayerContents contents = layer.contents().orElse(null);
      if (contents == null || !layer.stratum().isOfComponents()) {
        continue;
      }
      generation = Math.max(generation, contents.generation());
      for (String removed : contents.removed()) {
        Laid gone = alive.remove(removed);
        dead += gone == null ? 0 : gone.size();
      }
      contents.components().forEach(one -> alive.put(one.id(), one));
      if (layer.stratum() == Stratum.LOCK) {
        contents.components().forEach(one -> locks.add(one.id()));
      }
    }
    for (Laid one : List.copyOf(alive.values())) {
      if (!wanted.places().containsKey(one.id())) {
        alive.remove(one.id());
        hiddenNow.add(one);
        dead += one.size();
      }
    }
    return hiddenNow.stream().allMatch(one -> one.claims().isPresent());
  }

  /**
   * Whether of two kept components that have something in common the one wins that wins in the
   * layers of the lock alone. Fills {@link #claims} on the way.
   */
  private boolean isInOrder() {
    Map<String, Integer> wholePlaces = new HashMap<>();
    for (PreviousStack.Layer layer : kept) {
      if (!layer.stratum().isOfComponents()) {
        layer
            .contents()
            .ifPresent(contents ->
                contents.components().forEach(one -> wholePlaces.put(one.id(), place(one))));
      }
    }
    for (PreviousStack.Layer layer : kept) {
      for (Laid one : layer.contents().map(LayerContents::components).orElse(List.of())) {
        boolean counts = alive.containsKey(one.id()) || wholePlaces.containsKey(one.id());
        if (!counts) {
          continue;
        }
        int place = place(one);
        Claims own = one.claims().orElse(Claims.none());
        if (claims.meeting(own).stream().anyMatch(other -> places.get(other) > place)) {
          return false;
        }
        claims.add(places.size(), own);
        places.add(place);
      }
    }
    return true;
  }

  private int place(Laid one) {
    return wanted.places().getOrDefault(one.id(), Integer.MAX_VALUE);
  }

  private boolean lay(List<String> own, Planner planner) {
    List<PlannedLayer> open = new ArrayList<>();
    int whole = 0;
    for (PlannedLayer layer : wanted.layers()) {
      if (!layer.stratum().isOfComponents()) {
        if (whole++ >= keptWholes) {
          if (isBelowKept(layer)) {
            return false;
          }
          open.add(layer);
        }
      } else if (!layer.components().stream().allMatch(one -> alive.containsKey(one.id()))) {
        open.add(layer);
      }
    }
    Optional<List<String>> hidden = hidden(own);
    if (hidden.isEmpty()) {
      return false;
    }
    boolean changes =
        !hiddenNow.isEmpty() || open.stream().anyMatch(one -> one.stratum().isOfComponents());
    if (changes && kept.stream().anyMatch(one -> one.stratum().isMadeOfAllBelow())) {
      return false;
    }
    laid = new Upper(open, hidden.get(), planner).layers();
    laidBytes = laid.stream().mapToLong(wanted::size).sum();
    return true;
  }

  /** A layer that is made anew may not win over one that it has to lie below. */
  private boolean isBelowKept(PlannedLayer layer) {
    return kept.stream().anyMatch(one -> one.stratum().compareTo(layer.stratum()) > 0);
  }

  /** The paths that hide what is not wanted; empty where that would hide more than that. */
  private Optional<List<String>> hidden(List<String> own) {
    TreeSet<String> paths = new TreeSet<>();
    Set<String> folders = new HashSet<>();
    for (Laid one : hiddenNow) {
      Claims gone = one.claims().orElseThrow();
      if (isReplaced(one)) {
        continue;
      }
      if (!claims.meeting(gone).isEmpty()) {
        return Optional.empty();
      }
      paths.addAll(gone.paths());
      folders.addAll(gone.folders());
    }
    folders.removeIf(claims::leadsThrough);
    TreeSet<String> emptied = new TreeSet<>();
    for (String folder : folders) {
      boolean ours = own.stream().anyMatch(top -> folder.startsWith(top + "/"));
      if (ours && claims.leadsThrough(TreePath.parent(folder))) {
        emptied.add(folder + "/");
      }
    }
    if (paths.stream()
        .anyMatch(path -> own.stream().noneMatch(top -> path.startsWith(top + "/")))) {
      return Optional.empty();
    }
    paths.removeIf(path -> path.endsWith(Claims.FOLDER));
    List<String> all = new ArrayList<>(paths);
    all.addAll(emptied);
    return Optional.of(all);
  }

  /** A lock is one file, and the next one lies at the same place. */
  private boolean isReplaced(Laid one) {
    return locks.contains(one.id())
        && one.claims().orElseThrow().paths().size() == 1
        && wanted.layers().stream()
            .filter(layer -> layer.stratum() == Stratum.LOCK)
            .flatMap(layer -> layer.components().stream())
            .anyMatch(next -> next.name().equals(one.name()));
  }

  int depth() {
    return kept.size() + laid.size();
  }

  List<PlannedLayer> laid() {
    return laid;
  }

  long laidBytes() {
    return laidBytes;
  }

  long keptBytes() {
    return kept.stream().mapToLong(PreviousStack.Layer::size).sum();
  }

  long dead() {
    return dead;
  }

  int generation() {
    return generation + (laid.stream().anyMatch(one -> one.upon().isPresent()) ? 1 : 0);
  }

  StackPlan plan(long again) {
    Map<String, PlannedLayer> known = new HashMap<>();
    wanted.layers().forEach(layer -> known.put(layer.key().hex(), layer));
    List<PlannedLayer> layers = new ArrayList<>();
    for (PreviousStack.Layer layer : kept) {
      PlannedLayer same = known.get(layer.key().hex());
      layers.add(
          same != null
              ? same
              : new PlannedLayer(
                  layer.key(),
                  layer.stratum(),
                  layer.title(),
                  List.of(),
                  layer.size(),
                  Optional.empty(),
                  true));
    }
    layers.addAll(laid);
    return new StackPlan(
        new ImagePlan(layers),
        new StackPlan.Guard(
            claims,
            places,
            wanted.places(),
            laid.stream().map(PlannedLayer::key).collect(Collectors.toSet())),
        Optional.of(new StackPlan.Choice(kept.size(), laidBytes, again, dead)));
  }

  /** The layers above the kept ones. */
  private final class Upper {
    private final List<PlannedLayer> open;
    private final Planner planner;
    private final List<PlannedLayer> result = new ArrayList<>();
    private final List<Component> small = new ArrayList<>();
    private List<String> paths;

    Upper(List<PlannedLayer> open, List<String> paths, Planner planner) {
      this.open = open;
      this.paths = paths;
      this.planner = planner;
    }

    List<PlannedLayer> layers() {
      // What hides lies below all that is new: it must not hide that.
      if (!paths.isEmpty()
          && (open.isEmpty() || !canHide(open.getFirst()) || planner.isSingle(open.getFirst()))) {
        add(List.of());
      }
      for (PlannedLayer layer : open) {
        if (!canHide(layer) || planner.isSingle(layer)) {
          flush();
          result.add(layer);
        } else {
          layer.components().stream()
              .filter(one -> !alive.containsKey(one.id()))
              .forEach(small::add);
        }
      }
      flush();
      return result;
    }

    private boolean canHide(PlannedLayer layer) {
      return layer.stratum().isOfComponents() && layer.stratum() != Stratum.LOCK;
    }

    private void flush() {
      if (!small.isEmpty()) {
        add(small);
        small.clear();
      }
    }

    private void add(List<Component> components) {
      Upon upon =
          new Upon(
              generation + 1,
              paths.isEmpty() ? List.of() : hiddenNow.stream().map(Laid::id).sorted().toList(),
              paths);
      paths = List.of();
      result.add(planner.upon(components, upon));
    }
  }
}
