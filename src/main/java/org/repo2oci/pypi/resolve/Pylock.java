package org.repo2oci.pypi.resolve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.index.IndexUrls;
import org.repo2oci.pypi.spec.PackageName;

/** A {@code pylock.toml} as uv writes it (PEP 751): every package with all its archives. */
record Pylock(List<Entry> packages) {
  Pylock {
    packages = List.copyOf(packages);
  }

  /** One package. */
  record Entry(
      String name,
      Optional<String> version,
      List<File> wheels,
      Optional<File> sdist,
      Optional<Vcs> vcs,
      Optional<Directory> directory,
      Optional<Archive> archive) {
    Entry {
      wheels = List.copyOf(wheels);
    }
  }

  /**
   * An archive.
   *
   * @param location a URL, or a path where the archive is local
   * @param size bytes; not every index says it
   * @param sha256 not every index says it
   */
  record File(String filename, String location, Optional<Long> size, Optional<Digest> sha256) {}

  record Vcs(String url, String commit, Optional<String> requestedRevision, String subdirectory) {}

  record Directory(String path, boolean editable, String subdirectory) {}

  record Archive(File file, String subdirectory) {}

  /**
   * Reads one.
   *
   * @throws IOException where the text is not such a file
   */
  static Pylock parse(String text) throws IOException {
    JsonNode root = new TomlMapper().readTree(text);
    String version = root.path("lock-version").asText("");
    if (!version.startsWith("1.")) {
      throw new IOException("`lock-version` is `%s`, not 1.x".formatted(version));
    }
    List<Entry> entries = new ArrayList<>();
    for (JsonNode node : root.path("packages")) {
      entries.add(entry(node));
    }
    return new Pylock(entries);
  }

  private static Entry entry(JsonNode node) throws IOException {
    String name = PackageName.normalised(node.path("name").asText(""));
    if (name.isEmpty()) {
      throw new IOException("a package has no name");
    }
    return new Entry(
        name,
        text(node, "version"),
        StreamSupport.stream(node.path("wheels").spliterator(), false).map(Pylock::file).toList(),
        table(node, "sdist").map(Pylock::file),
        table(node, "vcs")
            .map(vcs ->
                new Vcs(
                    text(vcs, "url").or(() -> text(vcs, "path")).orElse(""),
                    vcs.path("commit-id").asText(""),
                    text(vcs, "requested-revision"),
                    vcs.path("subdirectory").asText(""))),
        table(node, "directory")
            .map(directory ->
                new Directory(
                    directory.path("path").asText(""),
                    directory.path("editable").asBoolean(false),
                    directory.path("subdirectory").asText(""))),
        table(node, "archive")
            .map(archive -> new Archive(file(archive), archive.path("subdirectory").asText(""))));
  }

  private static Optional<JsonNode> table(JsonNode node, String key) {
    return Optional.of(node.path(key)).filter(JsonNode::isObject);
  }

  private static Optional<String> text(JsonNode node, String key) {
    return Optional.of(node.path(key)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  private static File file(JsonNode node) {
    String location = text(node, "url").or(() -> text(node, "path")).orElse("");
    String filename = text(node, "name").orElseGet(() -> IndexUrls.fileName(location));
    return new File(
        filename,
        location,
        Optional.of(node.path("size")).filter(JsonNode::isIntegralNumber).map(JsonNode::asLong),
        text(node.path("hashes"), "sha256").map(hex -> new Digest(hex.toLowerCase(Locale.ROOT))));
  }
}
