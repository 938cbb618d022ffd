package org.repo2oci.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bytes of an image configuration (image-spec, config.md); the same value is the same bytes.
 */
public final class ImageConfigJson {
  private static final String EPOCH = "1970-01-01T00:00:00Z";

  /** What a base image says and an image above it has to go on saying. */
  private static final List<String> INHERITED = List.of("variant", "os.version", "os.features");

  private static final List<String> INHERITED_CONFIG =
      List.of("Volumes", "StopSignal", "StopTimeout", "Healthcheck", "Shell");

  private ImageConfigJson() {}

  public static byte[] write(ImageConfig config) {
    return write(config, Optional.empty());
  }

  /**
   * Writes a configuration above a base image's.
   *
   * @param base bytes of the base's configuration: its platform's details, volumes, stop signal and
   *     health check are kept
   */
  public static byte[] write(ImageConfig config, Optional<byte[]> base) {
    ObjectNode below =
        base.map(bytes -> Json.read("base image's configuration", bytes)).orElseGet(Json::object);
    ObjectNode node = Json.object();
    node.put("created", config.created());
    node.put("architecture", config.platform().architecture());
    node.put("os", config.platform().os());
    inherit(node, below, INHERITED);
    ObjectNode run = node.putObject("config");
    config.user().ifPresent(user -> run.put("User", user));
    if (!config.exposedPorts().isEmpty()) {
      ObjectNode ports = run.putObject("ExposedPorts");
      config.exposedPorts().stream().sorted().forEach(ports::putObject);
    }
    List<String> environment = new ArrayList<>();
    config.environment().forEach((name, value) -> environment.add(name + "=" + value));
    Json.putTexts(run, "Env", environment);
    Json.putTexts(run, "Entrypoint", config.entrypoint());
    Json.putTexts(run, "Cmd", config.command());
    config.workingDirectory().ifPresent(directory -> run.put("WorkingDir", directory));
    Json.putMap(run, "Labels", config.labels());
    inherit(run, below.path("config"), INHERITED_CONFIG);
    ObjectNode rootfs = node.putObject("rootfs");
    rootfs.put("type", "layers");
    ArrayNode diffIds = rootfs.putArray("diff_ids");
    config.diffIds().forEach(diffId -> diffIds.add(diffId.toString()));
    ArrayNode history = node.putArray("history");
    config.history().forEach(entry -> history.add(history(entry)));
    return Json.write(node);
  }

  private static void inherit(ObjectNode to, JsonNode from, List<String> fields) {
    for (String field : fields) {
      JsonNode value = from.path(field);
      if (!value.isMissingNode() && !value.isNull()) {
        to.set(field, value);
      }
    }
  }

  private static ObjectNode history(History entry) {
    ObjectNode node = Json.object();
    putIfSet(node, "created", entry.created());
    putIfSet(node, "created_by", entry.createdBy());
    putIfSet(node, "comment", entry.comment());
    if (entry.emptyLayer()) {
      node.put("empty_layer", true);
    }
    return node;
  }

  private static void putIfSet(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }

  /**
   * Reads any image's configuration; fields that are not values here are left out.
   *
   * @throws IllegalArgumentException where the bytes are none, in words for a user
   */
  public static ImageConfig read(byte[] bytes) {
    ObjectNode node = Json.read("image's configuration", bytes);
    JsonNode run = node.path("config");
    List<Digest> diffIds = new ArrayList<>();
    for (String diffId : Json.texts(node.path("rootfs").path("diff_ids"))) {
      diffIds.add(Digest.parse(diffId));
    }
    List<History> history = new ArrayList<>();
    node.path("history").forEach(entry -> history.add(history(entry)));
    List<String> ports = new ArrayList<>();
    for (Iterator<String> names = run.path("ExposedPorts").fieldNames(); names.hasNext(); ) {
      ports.add(names.next());
    }
    return new ImageConfig(
        Json.text(node, "created").orElse(EPOCH),
        new Platform(
            Json.text(node, "os").orElse("linux"), Json.text(node, "architecture").orElse("amd64")),
        Json.text(run, "User"),
        environment(Json.texts(run.path("Env"))),
        Json.texts(run.path("Entrypoint")),
        Json.texts(run.path("Cmd")),
        Json.text(run, "WorkingDir"),
        ports,
        Json.map(run.path("Labels")),
        diffIds,
        history);
  }

  private static Map<String, String> environment(List<String> entries) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String entry : entries) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        environment.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return environment;
  }

  private static History history(JsonNode entry) {
    return new History(
        Json.text(entry, "created").orElse(""),
        Json.text(entry, "created_by").orElse(""),
        Json.text(entry, "comment").orElse(""),
        entry.path("empty_layer").asBoolean());
  }
}
