package org.repo2oci.repository.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;

/** Reads answers of archives, whose form is theirs to change. */
final class Fields {
  private Fields() {}

  /** Follows names and numbers such as {@code links.files} or {@code names.0}. */
  static JsonNode at(JsonNode document, String path) {
    JsonNode node = document;
    for (String step : path.split("\\.", -1)) {
      node =
          node.isArray() && step.chars().allMatch(Character::isDigit)
              ? node.path(Integer.parseInt(step))
              : node.path(step);
    }
    return node;
  }

  static Optional<String> textIfThere(JsonNode document, String path) {
    return Optional.of(at(document, path))
        .filter(JsonNode::isValueNode)
        .map(JsonNode::asText)
        .filter(text -> !text.isEmpty());
  }

  static String text(String archive, JsonNode document, String path) {
    return textIfThere(document, path).orElseThrow(() -> missing(archive, path));
  }

  static JsonNode list(String archive, JsonNode document, String path) {
    JsonNode list = at(document, path);
    if (!list.isArray()) {
      throw missing(archive, path);
    }
    return list;
  }

  static URI uri(String archive, JsonNode document, String path) {
    return uri(archive, text(archive, document, path));
  }

  static URI uri(String archive, String text) {
    try {
      return URI.create(text.replace(" ", "%20"));
    } catch (IllegalArgumentException e) {
      throw BuildFailure.environment("%s names `%s`, which is no URL".formatted(archive, text))
          .withHint("Tell the archive's people");
    }
  }

  private static BuildFailure missing(String archive, String path) {
    return BuildFailure.environment(
            "Cannot read the answer of %s: it has no `%s`".formatted(archive, path))
        .withHint("See whether its page can be opened by everyone; its form may have changed too");
  }
}
