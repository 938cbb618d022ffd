package org.repo2oci.cli.application;

import java.util.List;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;

/**
 * A built image.
 *
 * @param manifest digest of the image manifest
 * @param references the image's names, without the digest
 */
public record BuildReport(Digest manifest, List<ImageReference> references) {
  public BuildReport {
    references = List.copyOf(references);
  }
}
