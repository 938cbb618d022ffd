package org.repo2oci.pypi.project;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.PackageName;
import org.repo2oci.pypi.spec.RequirementLine;
import org.repo2oci.pypi.spec.SourceLine;

/** A {@code Pipfile.lock}: its packages and its development packages, as repo2docker has them. */
final class PipfileLock {
  private static final List<String> TABLES = List.of("default", "develop");
  private static final String COMMAND = "pipenv lock";

  private final String path;
  private final List<String> text;
  private final JsonNode top;
  private final Optional<TomlFile> project;
  private final MarkerEnvironment environment;

  /**
   * A lock.
   *
   * @param project the Pipfile, where there is one
   */
  PipfileLock(String text, String path, Optional<TomlFile> project, MarkerEnvironment environment) {
    this.path = path;
    this.text = text.lines().toList();
    this.project = project;
    this.environment = environment;
    try {
      this.top = new ObjectMapper().readTree(text);
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      throw failure(line, "it is not valid JSON")
          .withDetail(e.getOriginalMessage().lines().findFirst().orElse(""));
    }
  }

  private record Entry(String name, JsonNode node, int line) {
    String text(String key) {
      return node.path(key).asText("");
    }

    String version() {
      return text("version").replaceFirst("^={2,3}\\s*", "");
    }
  }

  List<RequirementLine> lines() {
    if (!top.path("default").isObject()) {
      throw failure(1, "it has no `default` packages");
    }
    Map<String, Entry> entries = entries();
    project.ifPresent(file -> checkFit(file, entries));
    Pins pins = new Pins(path);
    Map<String, String> sources = sources();
    for (Entry entry : entries.values()) {
      if (holds(entry)) {
        pin(entry, sources, pins);
      }
    }
    return pins.lines();
  }

  private Map<String, Entry> entries() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (String table : TABLES) {
      int from = lineOf("\"" + table + "\"", 1);
      for (Map.Entry<String, JsonNode> entry : top.path(table).properties()) {
        int line = lineOf("\"" + entry.getKey() + "\":", from);
        String name = PackageName.normalised(entry.getKey());
        entries.putIfAbsent(name, new Entry(name, entry.getValue(), line));
      }
    }
    return entries;
  }

  private int lineOf(String key, int from) {
    for (int i = from - 1; i < text.size(); i++) {
      if (text.get(i).strip().startsWith(key)) {
        return i + 1;
      }
    }
    return from;
  }

  /**
   * Pipenv's own digest of the Pipfile changes with its sources and scripts too; what is locked is
   * what is compared.
   */
  private void checkFit(TomlFile file, Map<String, Entry> entries) {
    ProjectFit fit = new ProjectFit(path, COMMAND);
    fit.has(
        new Pipfile(file, environment).asked(),
        entries.values().stream()
            .map(entry -> new ProjectFit.Locked(entry.name(), entry.version(), entry.line()))
            .toList());
    fit.failOnAny();
  }

  private boolean holds(Entry entry) {
    try {
      return Marker.holds(entry.text("markers"), environment);
    } catch (IllegalArgumentException e) {
      throw failure(entry.line(), String.valueOf(e.getMessage()));
    }
  }

  /** The first one is what Pipenv calls the index: the machine's own stands for it. */
  private Map<String, String> sources() {
    Map<String, String> sources = new LinkedHashMap<>();
    List<JsonNode> all = new ArrayList<>();
    top.path("_meta").path("sources").forEach(all::add);
    all.stream()
        .skip(1)
        .forEach(source -> sources.put(source.path("name").asText(), source.path("url").asText()));
    return sources;
  }

  private static void pin(Entry entry, Map<String, String> sources, Pins pins) {
    List<String> hashes = new ArrayList<>();
    entry.node().path("hashes").forEach(hash -> hashes.add(hash.asText()));
    if (entry.node().has("git")) {
      pins.git(
          entry.line(),
          entry.name(),
          entry.text("git"),
          entry.text("ref"),
          entry.text("subdirectory"));
    } else if (!entry.text("path").isEmpty()) {
      pins.local(entry.line(), entry.text("path"));
    } else if (!entry.text("file").isEmpty()) {
      if (entry.text("file").contains("://")) {
        pins.archive(entry.line(), entry.name(), entry.text("file"), hashes);
      } else {
        pins.local(entry.line(), entry.text("file"));
      }
    } else {
      Optional.ofNullable(sources.get(entry.text("index")))
          .ifPresent(url -> pins.index(entry.line(), url));
      pins.version(entry.line(), entry.name(), entry.version(), hashes);
    }
  }

  private BuildFailure failure(int line, String why) {
    return BuildFailure.input("Cannot read %s: %s".formatted(new SourceLine(path, line), why))
        .withHint("Make it again with `%s`".formatted(COMMAND));
  }
}
