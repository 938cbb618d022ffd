package org.repo2oci.build;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.image.Digest;
import org.repo2oci.image.History;
import org.repo2oci.layer.LayerCache;
import org.repo2oci.plan.Claims;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.ImagePlan;
import org.repo2oci.plan.LayerContents;
import org.repo2oci.plan.LayerNotes;
import org.repo2oci.plan.PlannedLayer;
import org.repo2oci.plan.PreviousImage;

/**
 * What is written down of layers' contents: in the store by who made them, in an image, or in a
 * pool.
 */
final class LayerNotebook {
  private final LayerCache layers;
  private final KnownLayers known;
  private final boolean wanted;
  private final Map<Digest, LayerContents> ofImages = new HashMap<>();
  private final Map<Digest, History> histories = new HashMap<>();

  /**
   * @param wanted whether a later image may follow the one that is built
   */
  LayerNotebook(
      LayerCache layers, KnownLayers known, List<PreviousImage> previous, boolean wanted) {
    this.layers = layers;
    this.known = known;
    this.wanted = wanted;
    for (PreviousImage image : previous) {
      for (PreviousImage.Layer layer : image.layers()) {
        LayerNotes.contents(layer)
            .ifPresent(contents -> ofImages.putIfAbsent(layer.key().orElseThrow(), contents));
        image
            .history(layer)
            .ifPresent(entry -> histories.putIfAbsent(layer.key().orElseThrow(), entry));
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

  /** What an image before says of a layer of its own that stays; empty for any other layer. */
  Optional<History> history(PlannedLayer layer) {
    return layer.kept() ? Optional.ofNullable(histories.get(layer.key())) : Optional.empty();
  }

  /** The contents of a layer; empty where nobody wrote them down. */
  Optional<LayerContents> contents(PlannedLayer layer) {
    Optional<LayerContents> there = Optional.ofNullable(ofImages.get(layer.key()));
    if (layer.kept()) {
      return there;
    }
    return LayerContents.parse(layers.notes(layer.key()))
        .or(() -> there)
        .or(() -> known.contents(layer.key()))
        // The same layer may lie upon others in one image, and be one of the lock alone in another.
        .map(contents -> contents.in(layer));
  }

  /**
   * The claims of components, as far as they are written down; nothing is read for them but small
   * documents.
   *
   * @param plan of layers that have them
   */
  Map<Component, Claims> claims(ImagePlan plan, Collection<Component> wanted)
      throws IOException, InterruptedException {
    Map<Component, Claims> found = new HashMap<>();
    Set<Component> missing = new HashSet<>(wanted);
    ofImages.values().forEach(contents -> find(missing, contents, found));
    List<PlannedLayer> holding =
        plan.layers().stream()
            .filter(layer -> layer.components().stream().anyMatch(missing::contains))
            .toList();
    known.ask(holding);
    for (PlannedLayer layer : holding) {
      if (known.find(layer, true).isPresent()) {
        contents(layer).ifPresent(contents -> find(missing, contents, found));
      }
    }
    return found;
  }

  private static void find(
      Set<Component> missing, LayerContents contents, Map<Component, Claims> found) {
    missing.removeIf(component -> {
      Optional<Claims> claims =
          contents.components().stream()
              .filter(laid -> laid.is(component))
              .findFirst()
              .flatMap(LayerContents.Laid::claims);
      claims.ifPresent(there -> found.put(component, there));
      return claims.isPresent();
    });
  }
}
