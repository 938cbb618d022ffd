package org.repo2oci.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON that the OCI documents share; fields are written in the order in which they are put. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static byte[] write(ObjectNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads an object, or says that the bytes are none. */
  static ObjectNode read(String what, byte[] bytes) {
    try {
      if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
        return object;
      }
      throw new IllegalArgumentException("the %s is not a JSON object".formatted(what));
    } catch (IOException e) {
      throw new IllegalArgumentException("the %s is not JSON".formatted(what), e);
    }
  }

  static Optional<String> text(JsonNode node, String field) {
    return Optional.of(node.path(field))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .filter(text -> !text.isEmpty());
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  static Map<String, String> map(JsonNode object) {
    Map<String, String> map = new LinkedHashMap<>();
    object.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
    return map;
  }

  static void putTexts(ObjectNode node, String field, List<String> texts) {
    if (!texts.isEmpty()) {
      ArrayNode array = node.putArray(field);
      texts.forEach(array::add);
    }
  }

  static void putMap(ObjectNode node, String field, Map<String, String> map) {
    if (!map.isEmpty()) {
      ObjectNode object = node.putObject(field);
      map.forEach(object::put);
    }
  }

  static ObjectNode descriptor(Descriptor descriptor) {
    ObjectNode node = object();
    node.put("mediaType", descriptor.mediaType());
    node.put("digest", descriptor.digest().toString());
    node.put("size", descriptor.size());
    putMap(node, "annotations", descriptor.annotations());
    return node;
  }

  static Descriptor descriptor(JsonNode node) {
    String mediaType =
        text(node, "mediaType")
            .orElseThrow(() -> new IllegalArgumentException("a descriptor has no `mediaType`"));
    String digest =
        text(node, "digest")
            .orElseThrow(() -> new IllegalArgumentException("a descriptor has no `digest`"));
    if (!node.path("size").isIntegralNumber()) {
      throw new IllegalArgumentException("a descriptor has no `size`");
    }
    return new Descriptor(
        mediaType,
        Digest.parse(digest),
        node.path("size").longValue(),
        map(node.path("annotations")));
  }
}
