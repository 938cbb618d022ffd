package org.repo2oci.plan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.repo2oci.image.Digest;

/**
 * Shares components out over layers. The plan is a function of the components alone, not of their
 * order; where a component lands does not depend on which others there are, so that one change
 * touches one layer and images of different users share blobs.
 */
public final class Planner {
  /** Compressed bytes from which a component has a layer of its own. */
  static final long SINGLE_THRESHOLD = 4L << 20;

  /** Most layers with one component; over it the threshold is doubled. */
  static final int MAX_SINGLES = 36;

  private static final Comparator<Component> BY_NAME = Comparator.comparing(Component::name);

  /**
   * Of two layers the one should be below that is less likely to change for each of its bytes: what
   * the user does not name, and of that the largest.
   */
  private static final Comparator<Component> BY_CHANGES =
      Comparator.comparing(Component::asked)
          .thenComparing(Comparator.comparingLong(Component::size).reversed())
          .thenComparing(BY_NAME);

  private final String format;

  /**
   * @param layerFormat what the bytes depend on beside the components: tar rules, compressor
   */
  public Planner(String layerFormat) {
    this.format = layerFormat;
  }

  public ImagePlan plan(List<Component> components) {
    long threshold = threshold(components);
    List<PlannedLayer> layers = new ArrayList<>();
    for (Stratum stratum : Stratum.values()) {
      List<Component> here =
          components.stream().filter(c -> c.stratum() == stratum).sorted(BY_NAME).toList();
      layers.addAll(layersOf(stratum, here, threshold));
    }
    return new ImagePlan(layers);
  }

  /** Components above an earlier stack, with what hides others. */
  PlannedLayer upon(List<Component> components, Upon upon) {
    StringBuilder text = new StringBuilder(key(components).toString()).append("\nupon 1\n");
    upon.paths().forEach(path -> append(text, path));
    long size = components.stream().mapToLong(Component::size).sum();
    return new PlannedLayer(
        upon.paths().isEmpty()
            ? key(components)
            : Digest.of(text.toString().getBytes(StandardCharsets.UTF_8)),
        components.isEmpty() ? Stratum.PACKAGES : components.getLast().stratum(),
        components.isEmpty() ? "what is not wanted any more" : title(components),
        components,
        size,
        Optional.of(upon),
        false);
  }

  /** Whether a layer has one large component alone. */
  boolean isSingle(PlannedLayer layer) {
    return layer.components().size() == 1 && layer.size() >= SINGLE_THRESHOLD;
  }

  private List<PlannedLayer> layersOf(Stratum stratum, List<Component> here, long threshold) {
    List<PlannedLayer> layers = new ArrayList<>();
    Map<Integer, List<Component>> buckets = new TreeMap<>();
    here.stream()
        .filter(component -> isSingle(component, threshold))
        .sorted(BY_CHANGES)
        .forEach(component -> layers.add(layer(stratum, component.title(), List.of(component))));
    for (Component component : here) {
      if (!isSingle(component, threshold)) {
        int bucket = bucket(component.name(), stratum.buckets());
        buckets.computeIfAbsent(bucket, b -> new ArrayList<>()).add(component);
      }
    }
    buckets.forEach((bucket, members) -> layers.add(layer(stratum, title(members), members)));
    return layers;
  }

  private static long threshold(List<Component> components) {
    long threshold = SINGLE_THRESHOLD;
    while (true) {
      long limit = threshold;
      if (components.stream().filter(c -> isSingle(c, limit)).count() <= MAX_SINGLES) {
        return threshold;
      }
      threshold *= 2;
    }
  }

  private static boolean isSingle(Component component, long threshold) {
    return component.stratum().hasSingles() && component.size() >= threshold;
  }

  private PlannedLayer layer(Stratum stratum, String title, List<Component> components) {
    long size = components.stream().mapToLong(Component::size).sum();
    return new PlannedLayer(key(components), stratum, title, components, size);
  }

  private static String title(List<Component> components) {
    Component first = components.getFirst();
    return components.size() == 1
        ? first.title()
        : "%s and %d more".formatted(first.title(), components.size() - 1);
  }

  /** Every text is written with its length: no two component lists give the same bytes. */
  private Digest key(List<Component> components) {
    StringBuilder text = new StringBuilder();
    append(text, format);
    for (Component component : components) {
      append(text, component.name());
      append(text, Integer.toString(component.material().size()));
      component.material().forEach(line -> append(text, line));
    }
    return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void append(StringBuilder text, String value) {
    text.append(value.length()).append(':').append(value).append('\n');
  }

  /** Rendezvous hashing: the bucket whose hash with the name is the highest. */
  static int bucket(String name, int buckets) {
    int best = 0;
    String bestHash = "";
    for (int i = 0; i < buckets; i++) {
      String hash = Digest.of((i + "/" + name).getBytes(StandardCharsets.UTF_8)).hex();
      if (hash.compareTo(bestHash) > 0) {
        best = i;
        bestHash = hash;
      }
    }
    return best;
  }
}
