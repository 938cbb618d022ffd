package org.repo2oci.buildpack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.repo2oci.failure.BuildFailure;

/** Reads a {@code buildpack.yml}; a key that it does not know is an error with its line. */
final class BuildpackReader {
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "description",
          "order",
          "role",
          "fallback",
          "with",
          "detects",
          "ignores",
          "environment",
          "path");

  /** Keys that other rooms read by themselves. */
  private static final Set<String> WORK =
      Set.of("debian", "uv", "python", "pypi", "conda", "cran", "apt", "rstudio", "run", "files");

  private static final Set<String> DETECT_KEYS =
      Set.of(
          "file",
          "at",
          "kind",
          "decides",
          "when",
          "unless",
          "beside",
          "does",
          "unsupported",
          "hint");
  private static final Set<String> IGNORE_KEYS = Set.of("file", "because");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern PLACEHOLDERS =
      Pattern.compile("(?:[^$]|\\$\\{(?:USER|HOME|REPO_DIR)})*");

  private final Path file;

  private BuildpackReader(Path file) {
    this.file = file;
  }

  static Buildpack read(byte[] text, Path file) {
    return new BuildpackReader(file).buildpack(mapping(YamlNode.parse(text, file), file));
  }

  private Buildpack buildpack(YamlNode.Mapping top) {
    Set<String> known = new TreeSet<>(KEYS);
    known.addAll(WORK);
    onlyKeys(top, known);
    String name = text(top, "name");
    if (!NAME.matcher(name).matches()) {
      throw failure(line(top, "name"), "`%s` is not a name in lower case".formatted(name));
    }
    return new Buildpack(
        name,
        text(top, "description"),
        number(top, "order"),
        choice(top, "role", Buildpack.Role.class, Buildpack.Role.ADDITION),
        flag(top, "fallback", false),
        texts(top, "with"),
        mappings(top, "detects").stream().map(this::detectRule).toList(),
        mappings(top, "ignores").stream().map(this::ignoreRule).toList(),
        environment(top),
        path(top),
        top.entries().keySet().stream().filter(WORK::contains).collect(Collectors.toSet()),
        Optional.ofNullable(file.getParent()).orElse(Path.of("")));
  }

  private DetectRule detectRule(YamlNode.Mapping rule) {
    onlyKeys(rule, DETECT_KEYS);
    return new DetectRule(
        fileName(rule),
        choice(rule, "at", DetectRule.Place.class, DetectRule.Place.BINDER),
        optional(rule, "kind"),
        flag(rule, "decides", true),
        texts(rule, "when").stream()
            .map(text -> constant(text, DetectRule.Condition.class, line(rule, "when")))
            .toList(),
        texts(rule, "unless"),
        texts(rule, "beside"),
        text(rule, "does"),
        optional(rule, "unsupported"),
        optional(rule, "hint"));
  }

  private IgnoreRule ignoreRule(YamlNode.Mapping rule) {
    onlyKeys(rule, IGNORE_KEYS);
    return new IgnoreRule(fileName(rule), text(rule, "because"));
  }

  private String fileName(YamlNode.Mapping rule) {
    String name = text(rule, "file");
    if (name.contains("/") || name.equals("..") || name.equals(".")) {
      throw failure(line(rule, "file"), "`%s` is not a file's name".formatted(name));
    }
    return name;
  }

  private Map<String, String> environment(YamlNode.Mapping top) {
    Map<String, String> variables = new LinkedHashMap<>();
    YamlNode node = top.entries().get("environment");
    if (node == null) {
      return variables;
    }
    YamlNode.Mapping mapping = mapping(node, file);
    mapping
        .entries()
        .forEach((name, value) -> {
          int line = line(mapping, name);
          if (!VARIABLE.matcher(name).matches() || name.equals("PATH")) {
            throw failure(line, "`%s` is not a variable to set here".formatted(name));
          }
          variables.put(name, placeholders(scalar(value), line));
        });
    return variables;
  }

  private List<String> path(YamlNode.Mapping top) {
    List<String> folders = texts(top, "path");
    folders.forEach(folder -> placeholders(folder, line(top, "path")));
    return folders;
  }

  private String placeholders(String value, int line) {
    if (!PLACEHOLDERS.matcher(value).matches()) {
      throw failure(
          line, "`%s` may name only `${USER}`, `${HOME}` and `${REPO_DIR}`".formatted(value));
    }
    return value;
  }

  private void onlyKeys(YamlNode.Mapping mapping, Set<String> known) {
    for (String key : mapping.entries().keySet()) {
      if (!known.contains(key)) {
        throw failure(
            line(mapping, key),
            "`%s` is not one of %s"
                .formatted(
                    key,
                    known.stream()
                        .sorted()
                        .map(name -> "`" + name + "`")
                        .collect(Collectors.joining(", "))));
      }
    }
  }

  private String text(YamlNode.Mapping mapping, String key) {
    return optional(mapping, key)
        .orElseThrow(() -> failure(mapping.line(), "`%s` is missing".formatted(key)));
  }

  private Optional<String> optional(YamlNode.Mapping mapping, String key) {
    return Optional.ofNullable(mapping.entries().get(key))
        .map(this::scalar)
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  private String scalar(YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar) {
      return scalar.text();
    }
    throw failure(node.line(), "a text is wanted here");
  }

  private int number(YamlNode.Mapping mapping, String key) {
    String text = text(mapping, key);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw failure(line(mapping, key), "`%s` is not a number".formatted(text));
    }
  }

  private boolean flag(YamlNode.Mapping mapping, String key, boolean absent) {
    String text = optional(mapping, key).orElse(Boolean.toString(absent));
    if (!text.equals("true") && !text.equals("false")) {
      throw failure(line(mapping, key), "`%s` is neither `true` nor `false`".formatted(text));
    }
    return text.equals("true");
  }

  private <E extends Enum<E>> E choice(
      YamlNode.Mapping mapping, String key, Class<E> type, E absent) {
    return optional(mapping, key)
        .map(text -> constant(text, type, line(mapping, key)))
        .orElse(absent);
  }

  private <E extends Enum<E>> E constant(String text, Class<E> type, int line) {
    List<String> names =
        Arrays.stream(type.getEnumConstants())
            .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList();
    int index = names.indexOf(text);
    if (index < 0) {
      throw failure(line, "`%s` is not one of `%s`".formatted(text, String.join("`, `", names)));
    }
    return type.getEnumConstants()[index];
  }

  /** A list of texts; a single text is a list of one. */
  private List<String> texts(YamlNode.Mapping mapping, String key) {
    return switch (mapping.entries().get(key)) {
      case null -> List.of();
      case YamlNode.Scalar scalar -> List.of(scalar.text());
      case YamlNode.Sequence sequence -> sequence.items().stream().map(this::scalar).toList();
      case YamlNode.Mapping other -> throw failure(other.line(), "a list is wanted here");
    };
  }

  private List<YamlNode.Mapping> mappings(YamlNode.Mapping mapping, String key) {
    List<YamlNode.Mapping> mappings = new ArrayList<>();
    switch (mapping.entries().get(key)) {
      case null -> {}
      case YamlNode.Sequence sequence ->
          sequence.items().forEach(item -> mappings.add(mapping(item, file)));
      case YamlNode other -> throw failure(other.line(), "a list is wanted here");
    }
    return mappings;
  }

  private static YamlNode.Mapping mapping(YamlNode node, Path file) {
    if (node instanceof YamlNode.Mapping mapping) {
      return mapping;
    }
    throw YamlNode.failure(file, node.line(), "keys and values are wanted here");
  }

  private int line(YamlNode.Mapping mapping, String key) {
    return mapping.lines().getOrDefault(key, mapping.line());
  }

  private BuildFailure failure(int line, String reason) {
    return YamlNode.failure(file, line, reason);
  }
}
