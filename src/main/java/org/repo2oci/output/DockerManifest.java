package org.repo2oci.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.repo2oci.image.ImageReference;

/** The {@code manifest.json} of what {@code docker save} writes: all that old engines read. */
final class DockerManifest {
  static final String FILE = "manifest.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private DockerManifest() {}

  /**
   * One image.
   *
   * @param config and {@code layers}: paths in the archive
   */
  static byte[] write(String config, List<ImageReference> names, List<String> layers) {
    ArrayNode images = MAPPER.createArrayNode();
    ObjectNode image = images.addObject();
    image.put("Config", config);
    ArrayNode tags = image.putArray("RepoTags");
    names.stream().map(ImageNames::familiar).distinct().forEach(tags::add);
    ArrayNode paths = image.putArray("Layers");
    layers.forEach(paths::add);
    try {
      return MAPPER.writeValueAsBytes(images);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
