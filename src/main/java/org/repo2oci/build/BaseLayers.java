package org.repo2oci.build;

import java.util.List;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.History;

/** The layers of a given base image, below all of ours; none where the base is assembled. */
record BaseLayers(List<Descriptor> descriptors, List<Digest> diffIds, List<History> history) {
  BaseLayers {
    descriptors = List.copyOf(descriptors);
    diffIds = List.copyOf(diffIds);
    history = List.copyOf(history);
  }

  static BaseLayers none() {
    return new BaseLayers(List.of(), List.of(), List.of());
  }
}
