package org.repo2oci.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Reads layouts and archives by the specification alone: nothing of ours is used. */
final class ReadBack {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ReadBack() {}

  static Map<String, byte[]> folder(Path folder) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  static Map<String, byte[]> tar(Path file) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(Files.newInputStream(file))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile()) {
          assertThat(files.put(entry.getName(), tar.readAllBytes())).as(entry.getName()).isNull();
        }
        assertThat(entry.getLastModifiedTime().toMillis()).isZero();
        assertThat(entry.getUserName() + entry.getGroupName()).isEmpty();
      }
    }
    return files;
  }

  /** Follows a layout from its index to every diffID; gives its images by tag. */
  static Map<String, JsonNode> images(Map<String, byte[]> files) throws Exception {
    assertThat(json(files, "oci-layout").path("imageLayoutVersion").asText()).isEqualTo("1.0.0");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (file.getKey().startsWith("blobs/")) {
        assertThat(file.getKey()).isEqualTo("blobs/sha256/" + sha256(file.getValue()));
      }
    }
    Map<String, JsonNode> images = new LinkedHashMap<>();
    for (JsonNode entry : json(files, "index.json").path("manifests")) {
      JsonNode manifest = MAPPER.readTree(blob(files, entry));
      JsonNode config = MAPPER.readTree(blob(files, manifest.path("config")));
      int at = 0;
      for (JsonNode layer : manifest.path("layers")) {
        assertThat("sha256:" + sha256(unzipped(blob(files, layer))))
            .isEqualTo(config.path("rootfs").path("diff_ids").path(at++).asText());
      }
      assertThat(config.path("rootfs").path("diff_ids")).hasSize(at);
      images.put(
          entry.path("annotations").path("org.opencontainers.image.ref.name").asText(), manifest);
    }
    return images;
  }

  private static byte[] blob(Map<String, byte[]> files, JsonNode descriptor) {
    String name = descriptor.path("digest").asText().replace(":", "/");
    byte[] bytes = Objects.requireNonNull(files.get("blobs/" + name), name);
    assertThat(bytes).hasSize(descriptor.path("size").asInt());
    return bytes;
  }

  static byte[] unzipped(byte[] layer) throws IOException {
    if (layer.length < 2 || layer[0] != 0x1f) {
      return layer;
    }
    try (InputStream in =
        GzipCompressorInputStream.builder()
            .setInputStream(new ByteArrayInputStream(layer))
            .setDecompressConcatenated(true)
            .get()) {
      return in.readAllBytes();
    }
  }

  static JsonNode json(Map<String, byte[]> files, String name) throws IOException {
    return MAPPER.readTree(Objects.requireNonNull(files.get(name), name));
  }

  static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
