package org.repo2oci.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageConfigJson;
import org.repo2oci.image.MediaType;

/**
 * Reads an image that {@code docker save} of an older engine wrote: there is no manifest, and
 * layers have no digest but that of their tar.
 *
 * @param name of the place, for messages
 */
record SavedImages(String name, ImageFiles files) {
  static final String MANIFEST = "manifest.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long LARGEST_DOCUMENT = 16L << 20;

  OpenImage image(Optional<String> tag) throws IOException {
    if (files.size(MANIFEST).isEmpty()) {
      throw InspectFailures.unreadable(name, "it is no archive of Docker images");
    }
    try {
      JsonNode image = choose(MAPPER.readTree(document(MANIFEST)), tag);
      byte[] config = document(image.path("Config").asText());
      return open(image, Digest.of(config), ImageConfigJson.read(config));
    } catch (IllegalArgumentException e) {
      throw InspectFailures.unreadable(name, String.valueOf(e.getMessage())).withCause(e);
    }
  }

  private JsonNode choose(JsonNode images, Optional<String> tag) {
    List<JsonNode> fitting = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (JsonNode image : images) {
      List<String> tags = new ArrayList<>();
      image.path("RepoTags").forEach(one -> tags.add(one.asText()));
      names.addAll(tags);
      if (tag.isEmpty() || tags.stream().anyMatch(one -> isNamed(one, tag.get()))) {
        fitting.add(image);
      }
    }
    if (fitting.size() != 1) {
      throw InspectFailures.notOne(name, fitting.size(), names);
    }
    return fitting.getFirst();
  }

  private static boolean isNamed(String name, String tag) {
    return name.equals(tag) || name.endsWith(":" + tag);
  }

  private OpenImage open(JsonNode image, Digest id, ImageConfig config) {
    List<String> paths = new ArrayList<>();
    image.path("Layers").forEach(layer -> paths.add(layer.asText()));
    List<Descriptor> layers = new ArrayList<>();
    for (int i = 0; i < paths.size() && i < config.diffIds().size(); i++) {
      OptionalLong size = files.size(paths.get(i));
      if (size.isEmpty()) {
        throw new IllegalArgumentException("`%s` is not there".formatted(paths.get(i)));
      }
      layers.add(
          new Descriptor(MediaType.OCI_LAYER_TAR, config.diffIds().get(i), size.getAsLong()));
    }
    return new OpenImage(
        id, Optional.empty(), config, layers, layer -> files.extracted(paths.get(layer)));
  }

  private byte[] document(String path) throws IOException {
    OptionalLong size = files.size(path);
    if (size.isEmpty() || size.getAsLong() > LARGEST_DOCUMENT) {
      throw new IllegalArgumentException(
          "`%s` %s".formatted(path, size.isEmpty() ? "is not there" : "is larger than 16 MiB"));
    }
    return files.read(path);
  }
}
