package org.repo2oci.pypi.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.repo2oci.pypi.spec.PackageName;
import org.repo2oci.pypi.spec.RequirementLine;

/** A {@code pylock.toml} (PyPA "pylock.toml Specification", 1.0), with its default groups. */
final class PylockFile {
  private static final String HINT = "Make it again with the tool that wrote it";

  private final TomlFile file;
  private final MarkerEnvironment environment;

  PylockFile(TomlFile file, MarkerEnvironment environment) {
    this.file = file;
    Set<String> groups = new LinkedHashSet<>();
    file.top()
        .path("default-groups")
        .forEach(group -> groups.add(PackageName.normalised(group.asText())));
    this.environment = environment.withGroups(groups);
  }

  List<RequirementLine> lines() {
    String version = file.top().path("lock-version").asText("");
    if (!version.startsWith("1.")) {
      throw file.failure(
          file.lineOfKey("", "lock-version"),
          "its version is `%s`, and only 1 is known".formatted(version),
          HINT);
    }
    checkEnvironment();
    Pins pins = new Pins(file.path());
    for (TomlFile.Table entry : file.tables("packages")) {
      if (holds(entry.node().path("marker").asText(""), entry.line())) {
        pin(entry, pins);
      }
    }
    return pins.lines();
  }

  private void checkEnvironment() {
    JsonNode environments = file.top().path("environments");
    int line = file.lineOfKey("", "environments");
    boolean found = environments.isEmpty();
    for (JsonNode marker : environments) {
      found |= holds(marker.asText(), line);
    }
    if (!found) {
      throw file.failure(line, "it is for other platforms or Pythons than the image's", HINT);
    }
    String python = file.top().path("requires-python").asText("");
    if (!VersionRange.allows(python, environment.python())) {
      throw file.failure(
          file.lineOfKey("", "requires-python"),
          "it is for Python `%s`, and the image has %s"
              .formatted(python, environment.values().get("python_version")),
          "Name another Python in runtime.txt, or make it again");
    }
  }

  private boolean holds(String marker, int line) {
    try {
      return Marker.holds(marker, environment);
    } catch (IllegalArgumentException e) {
      throw file.failure(line, String.valueOf(e.getMessage()), HINT);
    }
  }

  private void pin(TomlFile.Table entry, Pins pins) {
    JsonNode node = entry.node();
    String name = PackageName.normalised(node.path("name").asText());
    if (node.has("directory")) {
      pins.local(entry.line(), joined(node.path("directory")));
    } else if (node.has("vcs")) {
      JsonNode vcs = node.path("vcs");
      if (!vcs.path("type").asText("git").equals("git")) {
        pins.problem(entry.line(), "`%s` is not in a Git repository".formatted(name));
      }
      pins.git(
          entry.line(),
          name,
          vcs.path("url").asText(""),
          vcs.path("commit-id").asText(""),
          vcs.path("subdirectory").asText(""));
    } else if (node.has("archive")) {
      archive(entry, name, node.path("archive"), pins);
    } else if (node.has("version")) {
      version(entry, name, pins);
    } else {
      pins.problem(entry.line(), "`%s` has no version and no place".formatted(name));
    }
  }

  private static String joined(JsonNode directory) {
    String folder = directory.path("subdirectory").asText("");
    String path = directory.path("path").asText("");
    return folder.isEmpty() ? path : path + "/" + folder;
  }

  private static void archive(TomlFile.Table entry, String name, JsonNode archive, Pins pins) {
    if (archive.has("url")) {
      pins.archive(entry.line(), name, archive.path("url").asText(), hashes(archive));
    } else {
      pins.local(entry.line(), archive.path("path").asText(""));
    }
  }

  private static void version(TomlFile.Table entry, String name, Pins pins) {
    JsonNode node = entry.node();
    List<String> hashes = new ArrayList<>(hashes(node.path("sdist")));
    for (JsonNode wheel : node.path("wheels")) {
      hashes.addAll(hashes(wheel));
      String path = wheel.path("path").asText("");
      if (!wheel.has("url") && !path.isEmpty()) {
        int slash = path.lastIndexOf('/');
        pins.links(entry.line(), slash < 0 ? "." : path.substring(0, slash));
      }
    }
    pins.version(entry.line(), name, node.path("version").asText(), hashes);
  }

  private static List<String> hashes(JsonNode file) {
    List<String> hashes = new ArrayList<>();
    for (Map.Entry<String, JsonNode> hash : file.path("hashes").properties()) {
      hashes.add(hash.getKey() + ":" + hash.getValue().asText());
    }
    return hashes;
  }
}
