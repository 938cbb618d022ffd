package org.repo2oci.engine;

import java.util.List;
import java.util.Set;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;

/**
 * An image for an engine.
 *
 * @param ids by which engines know it: the configuration's digest, and the manifest's for those
 *     that keep images as containerd does
 * @param diffIds of its layers, bottom first
 * @param names at least one; the tag {@code latest} where a name has none
 */
public record ImageLoad(
    Set<Digest> ids, List<Digest> diffIds, List<ImageReference> names, ArchiveSource archive) {
  public ImageLoad {
    ids = Set.copyOf(ids);
    diffIds = List.copyOf(diffIds);
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("an engine's image needs a name");
    }
  }

  /** What had to be done. */
  public enum Outcome {
    /** The engine had it under all names. */
    PRESENT,
    /** The engine had it, and got names. */
    TAGGED,
    /** The engine got it. */
    LOADED
  }
}
