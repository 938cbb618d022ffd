package org.repo2oci.plan;

import java.util.List;
import org.repo2oci.image.Digest;

/**
 * A layer as it is known before its bytes exist.
 *
 * @param key decides the layer's tar, byte for byte
 * @param title for people and for the history entry
 * @param components in the order in which a later one wins a path
 * @param size compressed bytes, an estimate
 */
public record PlannedLayer(
    Digest key, Stratum stratum, String title, List<Component> components, long size) {
  public PlannedLayer {
    components = List.copyOf(components);
  }
}
