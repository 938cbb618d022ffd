package org.repo2oci.inspect;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.inspect.ImageDifference.Pull;

/** Compares two images. */
final class ImageComparison {
  private ImageComparison() {}

  /**
   * The difference.
   *
   * @param there whether the registry that the second image is pushed to has a blob that the first
   *     image lacks
   */
  static ImageDifference of(InspectedImage from, InspectedImage to, Presence there)
      throws java.io.IOException, InterruptedException {
    Set<Digest> blobs = new HashSet<>();
    from.layers().forEach(layer -> blobs.add(layer.digest()));
    from.configuration().ifPresent(config -> blobs.add(config.digest()));
    List<InspectedImage.Layer> above =
        LayerChain.missing(from.layers(), to.layers(), InspectedImage.Layer::diffId);
    return new ImageDifference(
        from,
        to,
        PackageChanges.between(from.packages(), to.packages()),
        pull(to, to.layers(), Set.of()),
        pull(to, above, Set.of()),
        pull(to, above, blobs),
        push(from, to, blobs, there));
  }

  /** Asks whether a blob is where the image would be pushed to. */
  @FunctionalInterface
  interface Presence {
    boolean has(Digest blob) throws java.io.IOException, InterruptedException;
  }

  private static Pull pull(
      InspectedImage image, List<InspectedImage.Layer> layers, Set<Digest> known) {
    Map<Digest, Long> distinct = distinct(layers, known);
    long bytes = distinct.values().stream().mapToLong(size -> size).sum();
    long config =
        image
            .configuration()
            .filter(one -> !known.contains(one.digest()))
            .map(Descriptor::size)
            .orElse(0L);
    return new Pull(distinct.size(), bytes + config);
  }

  private static Map<Digest, Long> distinct(List<InspectedImage.Layer> layers, Set<Digest> known) {
    Map<Digest, Long> distinct = new HashMap<>();
    layers.stream()
        .filter(layer -> !known.contains(layer.digest()))
        .forEach(layer -> distinct.put(layer.digest(), layer.size()));
    return distinct;
  }

  private static OptionalLong push(
      InspectedImage from, InspectedImage to, Set<Digest> known, Presence there)
      throws java.io.IOException, InterruptedException {
    if (from.configuration().isEmpty() || to.configuration().isEmpty()) {
      return OptionalLong.empty();
    }
    Map<Digest, Long> blobs = distinct(to.layers(), known);
    to.configuration()
        .filter(one -> !known.contains(one.digest()))
        .ifPresent(one -> blobs.put(one.digest(), one.size()));
    long bytes = 0;
    for (Map.Entry<Digest, Long> blob : blobs.entrySet()) {
      bytes += there.has(blob.getKey()) ? 0 : blob.getValue();
    }
    return OptionalLong.of(bytes);
  }
}
