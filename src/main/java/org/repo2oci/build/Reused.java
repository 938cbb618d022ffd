package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.plan.PreviousImage;

/**
 * What an image has from images that were built before.
 *
 * @param previous the images that were looked at; none where nothing may be taken from them
 * @param places of the layers that were not made here
 * @param files brings such a layer to this machine
 */
public record Reused(
    List<PreviousImage> previous, Map<Digest, ImageReference> places, Files files) {
  /** Brings layers. */
  @FunctionalInterface
  public interface Files {
    /**
     * The blob of a layer, pulled where the store lacks it.
     *
     * @throws BuildFailure with a {@link LostLayer} for its cause where it cannot be had any more
     */
    Path of(Digest layer) throws IOException, InterruptedException;
  }

  public Reused {
    previous = List.copyOf(previous);
    places = Map.copyOf(places);
  }

  /** Nothing. */
  public static Reused nothing() {
    return new Reused(
        List.of(),
        Map.of(),
        layer -> {
          throw LostLayer.leftTheStore(layer);
        });
  }
}
