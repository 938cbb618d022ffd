package org.repo2oci.build;

import java.io.IOException;
import java.util.Optional;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.layer.LayerBlob;

/** A repository of layers that many repositories share. */
final class LayerPool {
  private final ImageReference repository;

  private LayerPool(ImageReference repository) {
    this.repository = repository;
  }

  static Optional<LayerPool> of(Workshop workshop, BuildRequest request) {
    return request.reuse().pool().map(LayerPool::new);
  }

  /** The entry of a key, where it is to be believed. */
  Optional<KnownLayers.Claim> find(Digest key, Optional<LayerBlob> own)
      throws IOException, InterruptedException {
    return Optional.empty();
  }
}
