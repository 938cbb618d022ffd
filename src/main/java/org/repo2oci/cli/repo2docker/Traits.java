package org.repo2oci.cli.repo2docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Settings of repo2docker's configuration, from files and from {@code --Repo2Docker.name=value}.
 */
final class Traits {
  private static final String OWNER = "Repo2Docker";

  /** What has a meaning here; anything else is named and left alone. */
  static final Set<String> KNOWN =
      Set.of(
          "all_ports",
          "appendix",
          "base_image",
          "cache_from",
          "cleanup_checkout",
          "default_buildpack",
          "dry_run",
          "engine",
          "environment",
          "extra_build_args",
          "json_logs",
          "labels",
          "log_level",
          "output_image_spec",
          "platform",
          "ports",
          "push",
          "ref",
          "run",
          "run_cmd",
          "subdir",
          "target_repo_dir",
          "user_id",
          "user_name",
          "volumes");

  /** What traitlets takes for no value, where a setting may have none. */
  private static final String NONE = "None";

  private static final Set<String> MAY_BE_NONE = Set.of("default_buildpack", "ref");

  private final Map<String, JsonNode> values = new HashMap<>();
  private final Consumer<String> warnings;

  Traits(Consumer<String> warnings) {
    this.warnings = warnings;
  }

  /** A setting of a file. */
  void set(String owner, String name, JsonNode value) {
    if (owner.equals(OWNER) && name.equals("repo")) {
      warnings.accept(
          "Ignoring Repo2Docker.repo=%s configuration, using the one of the command line"
              .formatted(value));
    } else if (owner.equals("Application") && name.equals("log_level")) {
      values.put(name, value);
    } else if (!owner.equals(OWNER) || !KNOWN.contains(name)) {
      warnings.accept("`%s.%s` is ignored: there is nothing like it here".formatted(owner, name));
    } else if (value.isNull() || (MAY_BE_NONE.contains(name) && value.asText().equals(NONE))) {
      values.put(name, NullNode.getInstance());
    } else {
      values.put(name, value);
    }
  }

  /** A word of the command line that is no option of repo2docker's own. */
  void set(String word) {
    int equals = word.indexOf('=');
    if (equals < 0) {
      throw Refusal.usage("argument %s: expected one argument".formatted(word));
    }
    String name = word.substring(0, equals).replaceFirst("^--?", "");
    int dot = name.indexOf('.');
    if (dot < 0) {
      warnings.accept("`%s` is ignored: there is nothing like it here".formatted(name(word)));
    } else {
      set(
          name.substring(0, dot),
          name.substring(dot + 1),
          TextNode.valueOf(word.substring(equals + 1)));
    }
  }

  private static String name(String word) {
    return word.substring(0, word.indexOf('='));
  }

  /** True where a setting is there to say that there is nothing. */
  boolean isNone(String name) {
    return values.get(name) instanceof NullNode;
  }

  private Optional<JsonNode> value(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isNull());
  }

  Optional<String> text(String name) {
    return value(name).map(JsonNode::asText);
  }

  Optional<Boolean> flag(String name) {
    return value(name)
        .map(value ->
            switch (value.asText().toLowerCase(java.util.Locale.ROOT)) {
              case "true", "1" -> true;
              case "false", "0" -> false;
              default -> throw wrong(name, "a boolean", value);
            });
  }

  Optional<String> integer(String name) {
    return value(name)
        .map(value -> {
          if (!value.asText().strip().matches("[+-]?\\d+")) {
            throw wrong(name, "an int", value);
          }
          return value.asText().strip();
        });
  }

  /** A list; a text that is no literal of one is its only item. */
  List<String> list(String name) {
    JsonNode value = value(name).orElseGet(JsonNodeFactory.instance::arrayNode);
    JsonNode items = value.isTextual() ? PythonLiteral.parse(value.asText()).orElse(value) : value;
    if (!items.isArray()) {
      return List.of(items.asText());
    }
    List<String> texts = new ArrayList<>();
    items.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** A dictionary; of the command line also {@code key=value}. */
  Map<String, JsonNode> map(String name) {
    JsonNode value = value(name).orElseGet(JsonNodeFactory.instance::objectNode);
    Map<String, JsonNode> map = new LinkedHashMap<>();
    JsonNode items = value.isTextual() ? PythonLiteral.parse(value.asText()).orElse(value) : value;
    if (items.isTextual() && items.asText().indexOf('=') > 0) {
      String[] pair = items.asText().split("=", 2);
      map.put(pair[0], TextNode.valueOf(pair[1]));
    } else if (items.isObject()) {
      items.properties().forEach(item -> map.put(item.getKey(), item.getValue()));
    } else {
      throw wrong(name, "a dict", value);
    }
    return map;
  }

  private static Refusal wrong(String name, String type, JsonNode value) {
    return Refusal.failed(
        "Bad config encountered during initialization: The '%s' trait of a Repo2Docker instance expected %s, not %s."
            .formatted(name, type, value));
  }
}
