package org.repo2oci.pypi.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.pypi.spec.PackageName;

/** What a {@code pyproject.toml} asks for (PEP 621, PEP 735, and Poetry's own tables). */
final class ProjectToml {
  private static final String GROUPS = "dependency-groups";

  private final TomlFile file;
  private final JsonNode project;
  private final JsonNode poetry;

  ProjectToml(TomlFile file) {
    this.file = file;
    this.project = file.top().path("project");
    this.poetry = file.top().path("tool").path("poetry");
  }

  TomlFile file() {
    return file;
  }

  /** The project's own normal name, that its groups may ask for with extras. */
  String name() {
    return PackageName.normalised(project.path("name").asText(poetry.path("name").asText("")));
  }

  /** Whether the dependencies are known without running its build. */
  boolean isStatic() {
    for (JsonNode dynamic : project.path("dynamic")) {
      if (dynamic.asText().equals("dependencies")) {
        return false;
      }
    }
    return project.isObject() || poetry.isObject();
  }

  /** What the project itself needs. */
  List<Asked> dependencies() {
    List<Asked> asked = new ArrayList<>();
    int from = file.lineOfKey("project", "dependencies");
    project.path("dependencies").forEach(text -> add(text.asText(), from, asked));
    // Beside the standard table Poetry's own only adds to what is named there.
    if (!project.has("dependencies")) {
      asked.addAll(poetryTable(poetry.path("dependencies"), "tool.poetry.dependencies"));
    }
    return asked;
  }

  /** What only its extras need. */
  List<Asked> optional() {
    List<Asked> asked = new ArrayList<>();
    int from = file.lineOfKey("project", "optional-dependencies");
    project
        .path("optional-dependencies")
        .forEach(extra -> extra.forEach(text -> add(text.asText(), from, asked)));
    return asked;
  }

  private void add(String text, int from, List<Asked> asked) {
    int line = file.lineOfString(text, from).or(() -> file.lineOfString(text, 1)).orElse(from);
    Asked.parse(text, file.at(line)).ifPresent(asked::add);
  }

  /** The groups of both kinds, by normal name. */
  Set<String> groups() {
    Set<String> names = new LinkedHashSet<>();
    file.top()
        .path(GROUPS)
        .fieldNames()
        .forEachRemaining(g -> names.add(PackageName.normalised(g)));
    poetry.path("group").fieldNames().forEachRemaining(g -> names.add(PackageName.normalised(g)));
    if (poetry.has("dev-dependencies")) {
      names.add("dev");
    }
    return names;
  }

  /** Whether Poetry installs a group only when it is told to. */
  boolean isOptional(String group) {
    return named(poetry.path("group"), group)
        .filter(found -> found.path("optional").asBoolean(false))
        .isPresent();
  }

  /** What a group needs, with the groups that it includes. */
  List<Asked> group(String name) {
    List<Asked> asked = new ArrayList<>();
    group(name, asked, new LinkedHashSet<>());
    named(poetry.path("group"), name)
        .filter(_ -> named(file.top().path(GROUPS), name).isEmpty())
        .ifPresent(found ->
            asked.addAll(
                poetryTable(
                    found.path("dependencies"), "tool.poetry.group." + name + ".dependencies")));
    if (name.equals("dev")) {
      asked.addAll(poetryTable(poetry.path("dev-dependencies"), "tool.poetry.dev-dependencies"));
      int from = file.lineOfKey("tool.uv", "dev-dependencies");
      file.top()
          .path("tool")
          .path("uv")
          .path("dev-dependencies")
          .forEach(text -> add(text.asText(), from, asked));
    }
    return asked;
  }

  private void group(String name, List<Asked> asked, Set<String> open) {
    if (!open.add(name)) {
      return;
    }
    int from = file.lineOfKey(GROUPS, name);
    for (JsonNode item : named(file.top().path(GROUPS), name).orElse(project.path("absent"))) {
      if (item.isTextual()) {
        add(item.asText(), from, asked);
      } else if (item.has("include-group")) {
        group(PackageName.normalised(item.path("include-group").asText()), asked, open);
      }
    }
  }

  private static Optional<JsonNode> named(JsonNode table, String normal) {
    for (Map.Entry<String, JsonNode> entry : table.properties()) {
      if (PackageName.normalised(entry.getKey()).equals(normal)) {
        return Optional.of(entry.getValue());
      }
    }
    return Optional.empty();
  }

  private List<Asked> poetryTable(JsonNode table, String header) {
    List<Asked> asked = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : table.properties()) {
      JsonNode value = entry.getValue();
      if (entry.getKey().equals("python") || value.path("optional").asBoolean(false)) {
        continue;
      }
      String versions = value.isTextual() ? value.asText() : value.path("version").asText("");
      List<String> extras = new ArrayList<>();
      value.path("extras").forEach(extra -> extras.add(extra.asText()));
      String bracket = extras.isEmpty() ? "" : "[" + String.join(",", extras) + "]";
      asked.add(
          new Asked(
              file.at(file.lineOfKey(header, entry.getKey())),
              PackageName.normalised(entry.getKey()),
              versions,
              value.path("markers").asText(""),
              (entry.getKey() + bracket + " " + versions).strip()));
    }
    return asked;
  }

  /** Whether Poetry would install the project itself. */
  boolean isPoetryPackage() {
    return file.top().has("build-system") && poetry.path("package-mode").asBoolean(true);
  }

  /** The groups that uv installs where nothing is said: {@code dev}. */
  Set<String> uvGroups() {
    JsonNode said = file.top().path("tool").path("uv").path("default-groups");
    if (said.isTextual() && said.asText().equals("all")) {
      return groups();
    }
    if (!said.isArray()) {
      return Set.of("dev");
    }
    Set<String> names = new LinkedHashSet<>();
    said.forEach(name -> names.add(PackageName.normalised(name.asText())));
    return names;
  }

  /** Indexes that the project itself names for uv. */
  Set<String> uvIndexes() {
    Set<String> urls = new LinkedHashSet<>();
    for (JsonNode index : file.top().path("tool").path("uv").path("index")) {
      urls.add(index.path("url").asText().replaceFirst("/+$", ""));
    }
    return urls;
  }
}
