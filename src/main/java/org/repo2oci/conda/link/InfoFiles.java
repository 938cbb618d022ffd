package org.repo2oci.conda.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.Noarch;

/** What the files of an archive's {@code info/} say. */
record InfoFiles(Map<String, ArchiveMember> members) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long MAX_SMALL = 16L << 20;

  /** Whether it has the newer list of paths. */
  boolean hasPathsJson() {
    return members.containsKey("info/paths.json");
  }

  /** What is to be linked, in the list's order. */
  List<ListedPath> paths(Map<String, ArchiveMember> files) throws IOException {
    if (members.get("info/paths.json") instanceof ArchiveMember.File list) {
      try (InputStream text = list.content().open()) {
        return PathsJson.read(text);
      }
    }
    return LegacyPaths.read(this, files);
  }

  /** The lines of a small file that are not empty; none where it is absent. */
  List<String> lines(String name) throws IOException {
    if (!(members.get("info/" + name) instanceof ArchiveMember.File file)) {
      return List.of();
    }
    return new String(bytes(name, file), StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /** The metadata of the package itself, where it has them. */
  Optional<PackageMetadata> metadata() throws IOException {
    for (String name : new String[] {"link.json", "package_metadata.json"}) {
      Optional<JsonNode> json = json(name);
      if (json.isPresent()) {
        if (json.get().path("package_metadata_version").asInt() != 1) {
          throw new IOException("its `info/%s` is of a version that is not known".formatted(name));
        }
        JsonNode noarch = json.get().path("noarch");
        List<String> entryPoints = new ArrayList<>();
        noarch.path("entry_points").forEach(entry -> entryPoints.add(entry.asText()));
        return Optional.of(
            new PackageMetadata(noarch(noarch.path("type").asText("")), entryPoints));
      }
    }
    return Optional.empty();
  }

  private static Noarch noarch(String type) {
    return switch (type) {
      case "python" -> Noarch.PYTHON;
      case "generic" -> Noarch.GENERIC;
      default -> Noarch.NONE;
    };
  }

  /** An archive with a right digest and another package in it is a channel's mistake. */
  void requireIdentity(LockedConda locked) throws IOException {
    JsonNode index = index();
    require(index, "name", locked.record().name());
    require(index, "version", locked.record().version());
    require(index, "build", locked.record().build());
  }

  /** The package's record as its makers wrote it. */
  JsonNode index() throws IOException {
    return json("index.json").orElseThrow(() -> new IOException("it has no `info/index.json`"));
  }

  private static void require(JsonNode index, String field, String expected) throws IOException {
    String actual = index.path(field).asText("");
    if (!actual.equalsIgnoreCase(expected)) {
      throw new IOException(
          "its %s is `%s`, not `%s` as the channel's index says"
              .formatted(field, actual, expected));
    }
  }

  private Optional<JsonNode> json(String name) throws IOException {
    if (!(members.get("info/" + name) instanceof ArchiveMember.File file)) {
      return Optional.empty();
    }
    return Optional.of(JSON.readTree(bytes(name, file)));
  }

  private static byte[] bytes(String name, ArchiveMember.File file) throws IOException {
    if (file.content().size() > MAX_SMALL) {
      throw new IOException("its `info/%s` is larger than %d bytes".formatted(name, MAX_SMALL));
    }
    try (InputStream content = file.content().open()) {
      return content.readAllBytes();
    }
  }
}
