package org.repo2oci.pypi.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.repo2oci.pypi.spec.PackageName;
import org.repo2oci.pypi.spec.RequirementLine;

/**
 * A {@code poetry.lock}: what {@code poetry install} would install for the target. Since version
 * 2.1 each package says its groups and markers; before, they are found by walking from what the
 * project asks for.
 */
final class PoetryLock {
  private static final String COMMAND = "poetry lock";
  private static final String MAIN = "main";

  private final TomlFile file;
  private final ProjectToml project;
  private final MarkerEnvironment environment;
  private final List<TomlFile.Table> entries;

  PoetryLock(TomlFile file, TomlFile project, MarkerEnvironment environment) {
    this.file = file;
    this.project = new ProjectToml(project);
    this.environment = environment;
    this.entries = file.tables("package");
  }

  List<RequirementLine> lines() {
    String version = file.top().path("metadata").path("lock-version").asText("");
    if (!version.matches("[12]\\.\\d+")) {
      throw file.failure(
          file.lineOfKey("metadata", "lock-version"),
          "its version is `%s`, and only 1 and 2 are known".formatted(version),
          "Make it again with `%s`".formatted(COMMAND));
    }
    Set<String> groups = new LinkedHashSet<>(Set.of(MAIN));
    project.groups().stream().filter(name -> !project.isOptional(name)).forEach(groups::add);
    List<Asked> asked = new ArrayList<>(project.dependencies());
    groups.forEach(group -> asked.addAll(project.group(group)));
    List<Asked> needed =
        asked.stream()
            .filter(one -> !one.name().equals(project.name()))
            .filter(one -> holds(one.marker()))
            .toList();
    checkFit(needed);
    boolean saysGroups = entries.stream().anyMatch(entry -> entry.node().has("groups"));
    return pins(saysGroups ? ofGroups(groups) : reached(needed));
  }

  private void checkFit(List<Asked> asked) {
    if (!project.isStatic()) {
      return;
    }
    ProjectFit fit = new ProjectFit(file.path(), COMMAND);
    fit.has(
        asked,
        entries.stream()
            .map(entry ->
                new ProjectFit.Locked(
                    name(entry), entry.node().path("version").asText(), entry.line()))
            .toList());
    fit.failOnAny();
  }

  private static String name(TomlFile.Table entry) {
    return PackageName.normalised(entry.node().path("name").asText());
  }

  private List<TomlFile.Table> ofGroups(Set<String> groups) {
    List<TomlFile.Table> found = new ArrayList<>();
    for (TomlFile.Table entry : entries) {
      boolean wanted = false;
      for (JsonNode group : entry.node().path("groups")) {
        String name = PackageName.normalised(group.asText());
        wanted |= groups.contains(name) && holds(marker(entry.node().path("markers"), group));
      }
      if (wanted && !entry.node().path("optional").asBoolean(false)) {
        found.add(entry);
      }
    }
    return found;
  }

  /** One marker for all groups, or one for each. */
  private static String marker(JsonNode markers, JsonNode group) {
    return markers.isObject() ? markers.path(group.asText()).asText("") : markers.asText("");
  }

  private boolean holds(String marker) {
    try {
      return Marker.holds(marker, environment);
    } catch (IllegalArgumentException e) {
      throw file.failure(
          1, String.valueOf(e.getMessage()), "Make it again with `%s`".formatted(COMMAND));
    }
  }

  /** A dependency that a package or the project has. */
  private record Edge(String name, String versions, Set<String> extras) {}

  private List<TomlFile.Table> reached(List<Asked> asked) {
    Set<TomlFile.Table> found = new HashSet<>();
    Set<String> done = new HashSet<>();
    Deque<Edge> open = new ArrayDeque<>();
    asked.forEach(one -> open.add(new Edge(one.name(), one.versions(), extras(one.text()))));
    while (!open.isEmpty()) {
      Edge edge = open.remove();
      for (TomlFile.Table entry : entries) {
        boolean meant =
            name(entry).equals(edge.name())
                && VersionRange.allows(edge.versions(), entry.node().path("version").asText())
                && VersionRange.allows(
                    entry.node().path("python-versions").asText(""), environment.python());
        if (meant) {
          found.add(entry);
        }
        if (meant && done.add(entry.line() + " " + edge)) {
          follow(entry.node(), edge.extras(), open);
        }
      }
    }
    return entries.stream().filter(found::contains).toList();
  }

  private static Set<String> extras(String text) {
    int open = text.indexOf('[');
    int close = text.indexOf(']', Math.max(open, 0));
    return open < 0 || close < open
        ? Set.of()
        : new LinkedHashSet<>(List.of(text.substring(open + 1, close).split("\\s*,\\s*")));
  }

  private void follow(JsonNode entry, Set<String> extras, Deque<Edge> open) {
    Set<String> wanted = new HashSet<>();
    for (String extra : extras) {
      for (JsonNode name : entry.path("extras").path(extra)) {
        wanted.add(PackageName.normalised(name.asText().replaceFirst("[\\s(\\[;<>=!].*", "")));
      }
    }
    for (Map.Entry<String, JsonNode> dependency : entry.path("dependencies").properties()) {
      String name = PackageName.normalised(dependency.getKey());
      JsonNode value = dependency.getValue();
      for (JsonNode one : value.isArray() ? value : List.of(value)) {
        boolean optional = one.path("optional").asBoolean(false);
        String marker = one.path("markers").asText("");
        // An extra's own condition is in the marker too.
        boolean holds = optional ? wanted.contains(name) : holds(marker);
        if (holds) {
          Set<String> more = new LinkedHashSet<>();
          one.path("extras").forEach(extra -> more.add(extra.asText()));
          String versions = one.isTextual() ? one.asText() : one.path("version").asText("");
          open.add(new Edge(name, versions, more));
        }
      }
    }
  }

  private List<RequirementLine> pins(List<TomlFile.Table> found) {
    Pins pins = new Pins(file.path());
    for (TomlFile.Table entry : found) {
      JsonNode source = entry.node().path("source");
      String name = name(entry);
      String url = source.path("url").asText("");
      switch (source.path("type").asText("")) {
        case "git" ->
            pins.git(
                entry.line(),
                name,
                url,
                source.path("resolved_reference").asText(""),
                source.path("subdirectory").asText(""));
        case "url" -> pins.archive(entry.line(), name, url, hashes(entry));
        case "directory", "file" -> pins.local(entry.line(), url);
        case "legacy" -> {
          pins.index(entry.line(), url);
          pins.version(entry.line(), name, entry.node().path("version").asText(), hashes(entry));
        }
        default ->
            pins.version(entry.line(), name, entry.node().path("version").asText(), hashes(entry));
      }
    }
    if (project.isPoetryPackage()) {
      pins.local(1, ".");
    }
    return pins.lines();
  }

  private List<String> hashes(TomlFile.Table entry) {
    List<String> hashes = new ArrayList<>();
    entry.node().path("files").forEach(one -> hashes.add(one.path("hash").asText("")));
    // where they were before version 2
    file.top()
        .path("metadata")
        .path("files")
        .path(entry.node().path("name").asText())
        .forEach(one -> hashes.add(one.path("hash").asText("")));
    return hashes;
  }
}
