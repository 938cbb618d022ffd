package org.repo2oci.plan;

import java.util.List;
import java.util.Optional;
import org.repo2oci.image.Digest;

/**
 * A layer as it is known before its bytes exist.
 *
 * @param key decides the layer's tar, byte for byte
 * @param title for people and for the history entry
 * @param components in the order in which a later one wins a path
 * @param size compressed bytes, an estimate
 * @param upon present where the layer is laid upon those of an earlier image
 * @param kept whether it is a layer of an earlier image as it is, which cannot be made again of the
 *     components: some of them are not wanted any more
 */
public record PlannedLayer(
    Digest key,
    Stratum stratum,
    String title,
    List<Component> components,
    long size,
    Optional<Upon> upon,
    boolean kept) {
  public PlannedLayer {
    components = List.copyOf(components);
  }

  public PlannedLayer(
      Digest key, Stratum stratum, String title, List<Component> components, long size) {
    this(key, stratum, title, components, size, Optional.empty(), false);
  }

  int generation() {
    return upon.map(Upon::generation).orElse(0);
  }
}
