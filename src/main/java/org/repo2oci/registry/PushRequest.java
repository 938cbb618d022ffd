package org.repo2oci.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;

/**
 * An image and where it goes.
 *
 * @param target registry, repository and the first tag, {@code latest} where it names none
 * @param moreTags of the same repository
 * @param manifest the very bytes
 * @param mediaType of the manifest
 * @param config the very bytes
 * @param layers bottom first
 * @param present digests that the repository is known to have, such as the layers of the image that
 *     is under the tag now; they are not asked for
 * @param mountFrom repositories of the same registry that may have some of the layers
 */
public record PushRequest(
    ImageReference target,
    List<String> moreTags,
    byte[] manifest,
    String mediaType,
    byte[] config,
    List<Layer> layers,
    Set<Digest> present,
    List<String> mountFrom) {
  public PushRequest {
    moreTags = List.copyOf(moreTags);
    layers = List.copyOf(layers);
    present = Set.copyOf(present);
    mountFrom = List.copyOf(mountFrom);
  }

  /**
   * A layer.
   *
   * @param name for people
   * @param file asked for only where the registry lacks the blob
   */
  public record Layer(String name, Descriptor descriptor, LayerFile file) {}

  /** Makes or finds the compressed blob on disk. */
  @FunctionalInterface
  public interface LayerFile {
    Path get() throws IOException, InterruptedException;
  }
}
