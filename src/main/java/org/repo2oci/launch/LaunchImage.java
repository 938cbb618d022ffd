package org.repo2oci.launch;

import java.nio.file.Path;
import java.util.List;
import org.repo2oci.image.ImageConfig;

/**
 * A finished image whose layers are on this machine.
 *
 * @param name for people, such as a tag or the repository's name
 * @param layers files with the layers in any compression, bottom first; one for each diffID of the
 *     configuration
 */
public record LaunchImage(String name, ImageConfig config, List<Path> layers) {
  public LaunchImage {
    layers = List.copyOf(layers);
    if (layers.isEmpty() || layers.size() != config.diffIds().size()) {
      throw new IllegalArgumentException(
          "an image of %d layers has files for %d"
              .formatted(config.diffIds().size(), layers.size()));
    }
  }
}
