package org.repo2oci.pypi.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.pypi.spec.PackageName;
import org.repo2oci.pypi.spec.RequirementLine;

/**
 * A {@code uv.lock} (version 1): the packages that {@code uv sync} would install for the target,
 * found by walking from the project along the dependencies whose markers hold.
 */
final class UvLock {
  /** {@code https://host/repo?rev=name&subdirectory=x#commit}. */
  private static final Pattern GIT = Pattern.compile("([^?#]+)(?:\\?([^#]*))?#([0-9a-f]+)");

  private static final String COMMAND = "uv lock";

  private final TomlFile file;
  private final ProjectToml project;
  private final MarkerEnvironment environment;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, List<Entry>> byName = new HashMap<>();

  UvLock(TomlFile file, TomlFile project, MarkerEnvironment environment) {
    this.file = file;
    this.project = new ProjectToml(project);
    this.environment = environment;
  }

  private record Entry(int index, int line, String name, String version, JsonNode node) {
    JsonNode source() {
      return node.path("source");
    }

    /** Whether it is this project or another of its workspace, and where. */
    Optional<String> folder() {
      for (String kind : List.of("virtual", "editable", "directory")) {
        if (source().has(kind)) {
          return Optional.of(source().path(kind).asText());
        }
      }
      return Optional.empty();
    }
  }

  List<RequirementLine> lines() {
    if (file.top().path("version").asInt(0) != 1) {
      throw file.failure(
          file.lineOfKey("", "version"),
          "its version is `%s`, and only 1 is known".formatted(file.top().path("version").asText()),
          "Make it again with `%s`".formatted(COMMAND));
    }
    for (TomlFile.Table table : file.tables("package")) {
      String name = PackageName.normalised(table.node().path("name").asText());
      Entry entry =
          new Entry(
              entries.size(),
              table.line(),
              name,
              table.node().path("version").asText(""),
              table.node());
      entries.add(entry);
      byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(entry);
    }
    Entry root = root();
    checkFit(root);
    return pins(reached(root));
  }

  private Entry root() {
    return entries.stream()
        .filter(entry -> entry.folder().filter("."::equals).isPresent())
        .findFirst()
        .orElseThrow(() ->
            file.failure(
                1, "it has no package for the project itself", "Make it again with `uv lock`"));
  }

  private void checkFit(Entry root) {
    if (!project.isStatic()) {
      return;
    }
    ProjectFit fit = new ProjectFit(file.path(), COMMAND);
    List<ProjectFit.Locked> locked =
        entries.stream()
            .map(one -> new ProjectFit.Locked(one.name(), one.version(), one.line()))
            .toList();
    JsonNode metadata = root.node().path("metadata");
    List<ProjectFit.Locked> once = new ArrayList<>(named(metadata.path("requires-dist"), root));
    List<Asked> now = new ArrayList<>(project.dependencies());
    Set<String> names = new LinkedHashSet<>();
    for (String group : project.uvGroups()) {
      now.addAll(project.group(group));
      once.addAll(named(metadata.path("requires-dev").path(group), root));
    }
    // A dependency for another platform alone need not be in the lock.
    fit.has(now.stream().filter(one -> needed(one.marker())).toList(), locked);
    now.forEach(one -> names.add(one.name()));
    project.optional().forEach(one -> names.add(one.name()));
    fit.stillAsked(once, names, project.file().path());
    fit.failOnAny();
  }

  private List<ProjectFit.Locked> named(JsonNode list, Entry root) {
    List<ProjectFit.Locked> named = new ArrayList<>();
    for (JsonNode one : list) {
      String name = PackageName.normalised(one.path("name").asText());
      int line =
          byName.getOrDefault(name, List.of()).stream()
              .findFirst()
              .map(Entry::line)
              .orElse(root.line());
      named.add(new ProjectFit.Locked(name, "", line));
    }
    return named;
  }

  private boolean needed(String marker) {
    try {
      return Marker.holds(marker, environment);
    } catch (IllegalArgumentException e) {
      throw file.failure(
          1, String.valueOf(e.getMessage()), "Make it again with `%s`".formatted(COMMAND));
    }
  }

  private List<Entry> reached(Entry root) {
    Map<Integer, Entry> reached = new TreeMap<>();
    Set<String> done = new HashSet<>();
    Deque<JsonNode> open = new ArrayDeque<>();
    reached.put(root.index(), root);
    open.add(root.node().path("dependencies"));
    for (String group : project.uvGroups()) {
      open.add(root.node().path("dev-dependencies").path(group));
    }
    while (!open.isEmpty()) {
      for (JsonNode dependency : open.remove()) {
        if (!needed(dependency.path("marker").asText(""))) {
          continue;
        }
        Entry entry = find(dependency);
        reached.put(entry.index(), entry);
        if (done.add(entry.index() + "")) {
          open.add(entry.node().path("dependencies"));
        }
        for (JsonNode extra : dependency.path("extra")) {
          if (done.add(entry.index() + " " + extra.asText())) {
            open.add(entry.node().path("optional-dependencies").path(extra.asText()));
          }
        }
      }
    }
    return List.copyOf(reached.values());
  }

  /** Of several versions the one that is named, or the one for this platform. */
  private Entry find(JsonNode dependency) {
    String name = PackageName.normalised(dependency.path("name").asText());
    return byName.getOrDefault(name, List.of()).stream()
        .filter(one ->
            !dependency.has("version") || dependency.path("version").asText().equals(one.version()))
        .filter(one -> !dependency.has("source") || dependency.path("source").equals(one.source()))
        .filter(this::isForPlatform)
        .findFirst()
        .orElseThrow(() ->
            file.failure(
                1,
                "a package needs `%s`, and it has none".formatted(name),
                "Make it again with `%s`".formatted(COMMAND)));
  }

  private boolean isForPlatform(Entry entry) {
    JsonNode markers = entry.node().path("resolution-markers");
    for (JsonNode marker : markers) {
      if (needed(marker.asText())) {
        return true;
      }
    }
    return markers.isEmpty();
  }

  private List<RequirementLine> pins(List<Entry> reached) {
    Pins pins = new Pins(file.path());
    Set<String> named = project.uvIndexes();
    for (Entry entry : reached) {
      JsonNode source = entry.source();
      if (source.has("registry")) {
        String index = source.path("registry").asText().replaceFirst("/+$", "");
        if (named.contains(index)) {
          pins.index(entry.line(), index);
        }
        pins.version(entry.line(), entry.name(), entry.version(), hashes(entry.node()));
      } else if (source.has("git")) {
        git(entry, pins);
      } else if (source.has("url")) {
        pins.archive(entry.line(), entry.name(), source.path("url").asText(), hashes(entry.node()));
      } else if (source.has("path")) {
        pins.local(entry.line(), source.path("path").asText());
      } else if (!source.has("virtual")) {
        entry.folder().ifPresent(folder -> pins.local(entry.line(), folder));
      }
    }
    return pins.lines();
  }

  private static void git(Entry entry, Pins pins) {
    Matcher git = GIT.matcher(entry.source().path("git").asText());
    if (!git.matches()) {
      pins.problem(entry.line(), "`%s` has no commit".formatted(entry.name()));
      return;
    }
    String subdirectory = "";
    for (String pair : Optional.ofNullable(git.group(2)).orElse("").split("&", -1)) {
      if (pair.startsWith("subdirectory=")) {
        subdirectory = pair.substring("subdirectory=".length());
      }
    }
    pins.git(entry.line(), entry.name(), git.group(1), git.group(3), subdirectory);
  }

  private static List<String> hashes(JsonNode entry) {
    List<String> hashes = new ArrayList<>();
    hashes.add(entry.path("sdist").path("hash").asText(""));
    entry.path("wheels").forEach(wheel -> hashes.add(wheel.path("hash").asText("")));
    return hashes;
  }
}
