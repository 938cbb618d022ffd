package org.repo2oci.pypi.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.repo2oci.pypi.spec.PackageName;
import org.repo2oci.pypi.spec.RequirementLine;

/** A {@code Pipfile}: its packages and, as repo2docker installs them, its development packages. */
final class Pipfile {
  /** Tables of packages, in the order that decides where both name one. */
  static final List<String> TABLES = List.of("packages", "dev-packages");

  private static final List<String> MARKER_KEYS =
      List.of(
          "os_name",
          "sys_platform",
          "platform_machine",
          "platform_python_implementation",
          "platform_release",
          "platform_system",
          "platform_version",
          "python_version",
          "python_full_version",
          "implementation_name",
          "implementation_version");

  private final TomlFile file;
  private final MarkerEnvironment environment;

  Pipfile(TomlFile file, MarkerEnvironment environment) {
    this.file = file;
    this.environment = environment;
  }

  /** As lines of a requirements file, and the sources that packages name. */
  List<RequirementLine> lines() {
    List<RequirementLine> lines = new ArrayList<>();
    Map<String, Entry> entries = entries();
    sources().forEach(lines::add);
    for (Entry entry : entries.values()) {
      if (needed(entry)) {
        lines.add(new RequirementLine(file.at(entry.line()), text(entry)));
      }
    }
    return lines;
  }

  /** A package that is asked for. */
  private record Entry(String name, JsonNode value, int line) {
    String text(String key) {
      return value.path(key).asText("");
    }
  }

  private Map<String, Entry> entries() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (String table : TABLES) {
      for (Map.Entry<String, JsonNode> entry : file.top().path(table).properties()) {
        int line = file.lineOfKey(table, entry.getKey());
        if (!PackageName.VALID.matcher(entry.getKey()).matches()) {
          throw file.failure(
              line,
              "`%s` is not the name of a package".formatted(entry.getKey()),
              "Write for example `numpy = \"*\"`");
        }
        entries.putIfAbsent(
            PackageName.normalised(entry.getKey()),
            new Entry(entry.getKey(), entry.getValue(), line));
      }
    }
    return entries;
  }

  /** What is asked for here, to be compared with a lock. */
  List<Asked> asked() {
    List<Asked> asked = new ArrayList<>();
    for (Map.Entry<String, Entry> entry : entries().entrySet()) {
      Entry value = entry.getValue();
      if (needed(value)) {
        String versions = versions(value);
        asked.add(
            new Asked(
                file.at(value.line()),
                entry.getKey(),
                versions,
                "",
                (value.name() + " " + versions).strip()));
      }
    }
    return asked;
  }

  private boolean needed(Entry entry) {
    try {
      return Marker.holds(marker(entry), environment);
    } catch (IllegalArgumentException e) {
      throw file.failure(
          entry.line(),
          String.valueOf(e.getMessage()),
          "Write for example `markers = \"sys_platform == 'linux'\"`");
    }
  }

  private static String marker(Entry entry) {
    List<String> markers = new ArrayList<>();
    if (!entry.text("markers").isEmpty()) {
      markers.add("(" + entry.text("markers") + ")");
    }
    for (String key : MARKER_KEYS) {
      if (entry.value().has(key)) {
        markers.add(key + " " + entry.text(key));
      }
    }
    return String.join(" and ", markers);
  }

  private static String versions(Entry entry) {
    String said = entry.value().isTextual() ? entry.value().asText() : entry.text("version");
    String plain = said.strip();
    return plain.equals("*") ? "" : plain.matches("[0-9].*") ? "==" + plain : plain;
  }

  private String text(Entry entry) {
    List<String> extras = new ArrayList<>();
    entry.value().path("extras").forEach(extra -> extras.add(extra.asText()));
    String bracket = extras.isEmpty() ? "" : "[" + String.join(",", extras) + "]";
    String editable = entry.value().path("editable").asBoolean(false) ? "-e " : "";
    String line;
    if (entry.value().has("git")) {
      String ref = entry.text("ref").isEmpty() ? "" : "@" + entry.text("ref");
      String folder =
          entry.text("subdirectory").isEmpty() ? "" : "#subdirectory=" + entry.text("subdirectory");
      String url = entry.text("git").replaceFirst("^git\\+", "") + ref + folder;
      line = entry.name() + bracket + " @ git+" + url;
    } else if (!entry.text("path").isEmpty()) {
      String path = entry.text("path");
      line = editable + (path.startsWith(".") ? path : "./" + path) + bracket;
    } else if (!entry.text("file").isEmpty()) {
      String place = entry.text("file");
      line =
          place.contains("://")
              ? entry.name() + bracket + " @ " + place
              : editable + (place.startsWith(".") ? place : "./" + place) + bracket;
    } else {
      line = entry.name() + bracket + versions(entry);
    }
    // What follows a line break would be another line.
    return line.replaceAll("\\s+", " ");
  }

  /** The first source is what Pipenv calls the index: the machine's own stands for it. */
  private List<RequirementLine> sources() {
    List<RequirementLine> lines = new ArrayList<>();
    for (TomlFile.Table source : file.tables("source").stream().skip(1).toList()) {
      String url = source.node().path("url").asText("");
      lines.add(
          new RequirementLine(
              file.at(source.line()), "--extra-index-url " + url.replaceAll("\\s", "")));
    }
    return lines;
  }
}
