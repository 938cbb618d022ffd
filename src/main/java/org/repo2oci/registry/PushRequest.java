package org.repo2oci.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * @param seen what was under tags of the repository a moment ago; they are not asked for
 */
public record PushRequest(
    ImageReference target,
    List<String> moreTags,
    byte[] manifest,
    String mediaType,
    byte[] config,
    List<Layer> layers,
    Set<Digest> present,
    List<String> mountFrom,
    Map<String, Digest> seen) {
  /** Nothing is known of the tags. */
  public PushRequest(
      ImageReference target,
      List<String> moreTags,
      byte[] manifest,
      String mediaType,
      byte[] config,
      List<Layer> layers,
      Set<Digest> present,
      List<String> mountFrom) {
    this(target, moreTags, manifest, mediaType, config, layers, present, mountFrom, Map.of());
  }

  public PushRequest {
    moreTags = List.copyOf(moreTags);
    layers = List.copyOf(layers);
    present = Set.copyOf(present);
    mountFrom = List.copyOf(mountFrom);
    seen = Map.copyOf(seen);
  }

  /**
   * A layer.
   *
   * @param name for people
   * @param file asked for only where the registry lacks the blob
   * @param liesIn a repository of the same registry that is known to have it
   */
  public record Layer(String name, Descriptor descriptor, LayerFile file, Optional<String> liesIn) {
    /** A layer that is known to be nowhere. */
    public Layer(String name, Descriptor descriptor, LayerFile file) {
      this(name, descriptor, file, Optional.empty());
    }
  }

  /** Makes or finds the compressed blob on disk. */
  @FunctionalInterface
  public interface LayerFile {
    Path get() throws IOException, InterruptedException;
  }
}
