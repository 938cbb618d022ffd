package org.repo2oci.conda.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.conda.LinkOrder;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.MadeChannel;
import org.repo2oci.conda.Noarch;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.HostPython;

/** Other conda installers, and a channel with Pythons and JupyterLab. */
final class CondaOracle {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path tool;
  private final Path channel;
  private final Map<String, JsonNode> records = new HashMap<>();

  private CondaOracle(Path tool, Path channel) throws IOException {
    this.tool = tool;
    this.channel = channel;
    for (String subdir : new String[] {"noarch", "linux-64"}) {
      JsonNode index = JSON.readTree(channel.resolve(subdir).resolve("repodata.json").toFile());
      for (String list : new String[] {"packages", "packages.conda"}) {
        index
            .path(list)
            .properties()
            .forEach(entry -> records.put(subdir + "/" + entry.getKey(), entry.getValue()));
      }
    }
  }

  /** Finds the tool and the channel, or skips the test. */
  static CondaOracle require() throws IOException, InterruptedException {
    return new CondaOracle(MadeChannel.tool("conda-oracle"), MadeChannel.require());
  }

  Path channel() {
    return channel;
  }

  /** Everything that the channel has. */
  List<LockedConda> all() {
    return records.values().stream()
        .map(record -> locked(record.path("sha256").asText(), List.of()))
        .toList();
  }

  /** The packages that rattler chooses. */
  List<LockedConda> solve(List<String> specs) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("solve", "--channel", channel.toString()));
    arguments.addAll(specs);
    List<LockedConda> locked = new ArrayList<>();
    for (JsonNode chosen : JSON.readTree(run(arguments))) {
      locked.add(locked(chosen.path("sha256").asText(), specs));
    }
    return LinkOrder.of(locked);
  }

  /** The packages that a prefix has, whoever installed them. */
  List<LockedConda> installed(Path prefix, List<String> specs) throws IOException {
    List<LockedConda> locked = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(prefix.resolve("conda-meta"), "*.json")) {
      for (Path file : files) {
        locked.add(locked(JSON.readTree(file.toFile()).path("sha256").asText(), specs));
      }
    }
    return LinkOrder.of(locked);
  }

  private LockedConda locked(String sha256, List<String> specs) {
    Map.Entry<String, JsonNode> found =
        records.entrySet().stream()
            .filter(entry -> entry.getValue().path("sha256").asText().equals(sha256))
            .findFirst()
            .orElseThrow();
    JsonNode json = found.getValue();
    String subdir = found.getKey().substring(0, found.getKey().indexOf('/'));
    PackageRecord record =
        new PackageRecord(
            json.path("name").asText(),
            json.path("version").asText(),
            json.path("build").asText(),
            json.path("build_number").asLong(),
            subdir,
            found.getKey().substring(subdir.length() + 1),
            switch (json.path("noarch").asText("")) {
              case "python" -> Noarch.PYTHON;
              case "generic" -> Noarch.GENERIC;
              default -> Noarch.NONE;
            },
            strings(json.path("depends")),
            strings(json.path("constrains")),
            List.of(),
            json.path("timestamp").asLong(),
            json.path("size").asLong(),
            Optional.of(Digest.parse("sha256:" + sha256)),
            Optional.of(json.path("md5").asText()),
            Optional.ofNullable(json.get("license")).map(JsonNode::asText),
            Optional.ofNullable(json.get("python_site_packages_path")).map(JsonNode::asText));
    String requested =
        specs.stream()
            .filter(spec -> spec.replaceFirst("[ =<>!].*", "").equals(record.name()))
            .findFirst()
            .orElse("");
    String url = "file://" + channel + "/" + found.getKey();
    return new LockedConda(record, "file://" + channel, url, requested);
  }

  Path archive(LockedConda locked) {
    return channel.resolve(locked.record().subdir()).resolve(locked.record().fileName());
  }

  /** Runs {@code conda-oracle}, and returns what it printed. */
  String run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(tool.toString()));
    command.addAll(arguments);
    return HostPython.run(channel, command);
  }

  private static List<String> strings(JsonNode list) {
    List<String> strings = new ArrayList<>();
    list.forEach(node -> strings.add(node.asText()));
    return strings;
  }
}
