package org.repo2oci.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** What a build said, and the layout that it wrote. */
record Built(Path layout, String said) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Runs a {@code build}, which is to succeed, with an empty folder for its output. */
  static Built by(Command build, Path layout) throws IOException, InterruptedException {
    Command.Ended ended = build.and("--output", "oci:" + layout).run();
    ended.succeeded();
    return new Built(layout, ended.err());
  }

  private JsonNode blob(String digest) throws IOException {
    return JSON.readTree(file(digest).toFile());
  }

  private Path file(String digest) {
    return layout.resolve("blobs").resolve(digest.replace(':', '/'));
  }

  private JsonNode manifest() throws IOException {
    JsonNode index = JSON.readTree(layout.resolve("index.json").toFile());
    return blob(index.path("manifests").path(0).path("digest").asText());
  }

  JsonNode config() throws IOException {
    return blob(manifest().path("config").path("digest").asText()).path("config");
  }

  /** The stratum of each layer with its number, and what its tar's digest is. */
  Map<String, String> layers() throws IOException {
    Map<String, String> layers = new LinkedHashMap<>();
    for (JsonNode layer : manifest().path("layers")) {
      JsonNode notes = layer.path("annotations");
      layers.put(
          notes.path("org.repo2oci.layer.stratum").asText() + " " + layers.size(),
          notes.path("org.repo2oci.layer.diff-id").asText());
    }
    return layers;
  }

  TarArchiveEntry member(String stratum, String path) throws IOException {
    return Optional.ofNullable(members(stratum).get(path)).orElseThrow();
  }

  /** The members of the topmost layer of a stratum. */
  Map<String, TarArchiveEntry> members(String stratum) throws IOException {
    Map<String, TarArchiveEntry> members = new TreeMap<>();
    for (JsonNode layer : manifest().path("layers")) {
      if (layer.path("annotations").path("org.repo2oci.layer.stratum").asText().equals(stratum)) {
        members.clear();
        try (InputStream in = Files.newInputStream(file(layer.path("digest").asText()));
            TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
          for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
            members.put(e.getName(), e);
          }
        }
      }
    }
    return members;
  }
}
