package org.repo2oci.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The bytes of an image manifest (image-spec, manifest.md); the same value is the same bytes. */
public final class ManifestJson {
  private ManifestJson() {}

  public static byte[] write(Manifest manifest) {
    ObjectNode node = Json.object();
    node.put("schemaVersion", 2);
    node.put("mediaType", manifest.mediaType());
    node.set("config", Json.descriptor(manifest.config()));
    ArrayNode layers = node.putArray("layers");
    manifest.layers().forEach(layer -> layers.add(Json.descriptor(layer)));
    Json.putMap(node, "annotations", manifest.annotations());
    return Json.write(node);
  }

  /**
   * Reads an OCI or a Docker manifest (schema 2).
   *
   * @throws IllegalArgumentException where the bytes are none, in words for a user
   */
  public static Manifest read(byte[] bytes) {
    ObjectNode node = Json.read("manifest", bytes);
    if (node.path("schemaVersion").asInt() != 2) {
      throw new IllegalArgumentException("the manifest is not of schema version 2");
    }
    if (!node.path("config").isObject() || !node.path("layers").isArray()) {
      throw new IllegalArgumentException("the manifest is not that of an image");
    }
    List<Descriptor> layers = new ArrayList<>();
    node.path("layers").forEach(layer -> layers.add(Json.descriptor(layer)));
    return new Manifest(
        Json.text(node, "mediaType").orElse(MediaType.OCI_MANIFEST),
        Json.descriptor(node.path("config")),
        layers,
        Json.map(node.path("annotations")));
  }
}
