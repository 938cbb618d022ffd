package org.repo2oci.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.MediaType;

/**
 * The {@code index.json} of a layout. What other programs wrote there stays as it is, so the JSON
 * itself is kept.
 */
final class LayoutIndex {
  /** The tag: what {@code skopeo} and {@code umoci} take after {@code oci:DIR:}. */
  static final String TAG = "org.opencontainers.image.ref.name";

  /** The whole name, which engines give to the image that they load. */
  static final String NAME = "io.containerd.image.name";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ObjectNode json;
  private final ArrayNode manifests;

  private LayoutIndex(ObjectNode json, ArrayNode manifests) {
    this.json = json;
    this.manifests = manifests;
  }

  static LayoutIndex empty() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("schemaVersion", 2);
    json.put("mediaType", MediaType.OCI_INDEX);
    return new LayoutIndex(json, json.putArray("manifests"));
  }

  /**
   * Reads an index.
   *
   * @throws IllegalArgumentException where it is none, in words for a user
   */
  static LayoutIndex read(byte[] bytes) {
    try {
      if (MAPPER.readTree(bytes) instanceof ObjectNode json
          && json.get("manifests") instanceof ArrayNode manifests) {
        return new LayoutIndex(json, manifests);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("`index.json` is not JSON", e);
    }
    throw new IllegalArgumentException("`index.json` has no `manifests`");
  }

  /** Adds an image under its names; what had one of the tags before loses its entry. */
  LayoutIndex with(FinishedImage image, List<ImageReference> names) {
    for (ImageReference name : ImageNames.onePerTag(names)) {
      String tag = ImageNames.tag(name);
      for (int i = manifests.size() - 1; i >= 0; i--) {
        if (tag.equals(tagOf(manifests.get(i)))) {
          manifests.remove(i);
        }
      }
      manifests.add(entry(image, name, tag));
    }
    return this;
  }

  private static String tagOf(JsonNode entry) {
    return entry.path("annotations").path(TAG).asText();
  }

  private static ObjectNode entry(FinishedImage image, ImageReference name, String tag) {
    Descriptor descriptor = image.descriptor();
    ObjectNode entry = MAPPER.createObjectNode();
    entry.put("mediaType", descriptor.mediaType());
    entry.put("digest", descriptor.digest().toString());
    entry.put("size", descriptor.size());
    entry
        .putObject("platform")
        .put("architecture", image.config().platform().architecture())
        .put("os", image.config().platform().os());
    entry.putObject("annotations").put(NAME, ImageNames.whole(name)).put(TAG, tag);
    return entry;
  }

  byte[] bytes() {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
