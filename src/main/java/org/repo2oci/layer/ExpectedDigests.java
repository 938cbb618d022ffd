package org.repo2oci.layer;

import java.util.Optional;
import org.repo2oci.image.Digest;

/**
 * What files' bytes are to be, such as by a wheel's RECORD: checked while a layer is hashed, where
 * the bytes pass by anyway.
 */
@FunctionalInterface
public interface ExpectedDigests {
  /** The digest of the file at a path of the tree, where it is known. */
  Optional<Digest> of(String path);

  static ExpectedDigests none() {
    return path -> Optional.empty();
  }
}
