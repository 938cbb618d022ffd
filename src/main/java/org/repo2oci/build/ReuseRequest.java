package org.repo2oci.build;

import java.util.List;
import java.util.Optional;
import org.repo2oci.image.ImageReference;
import org.repo2oci.plan.Optimization;

/**
 * Where layers and decisions of earlier builds may be taken from, beside the store.
 *
 * @param targets tags that the image is going to be pushed to; what is under them now is the
 *     previous image
 * @param from more images, believed as the targets are
 * @param pool a repository of layers that many share, believed only where a layer is known from
 *     elsewhere, or signed
 * @param layers whether layers are taken, and not only decisions
 * @param policy how long decisions are kept
 * @param optimization how the layers are laid upon those of the first of these images
 */
public record ReuseRequest(
    List<ImageReference> targets,
    List<ImageReference> from,
    Optional<ImageReference> pool,
    boolean layers,
    LockPolicy policy,
    Optimization optimization) {
  public ReuseRequest {
    targets = List.copyOf(targets);
    from = List.copyOf(from);
  }

  /** The store alone. */
  public static ReuseRequest none() {
    return new ReuseRequest(
        List.of(), List.of(), Optional.empty(), false, LockPolicy.usual(), Optimization.NODE);
  }

  /** Decisions alone: every layer that the store lacks is made. */
  public ReuseRequest withoutLayers() {
    return new ReuseRequest(targets, from, Optional.empty(), false, policy, optimization);
  }
}
