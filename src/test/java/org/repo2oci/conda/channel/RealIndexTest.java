package org.repo2oci.conda.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.conda.IndexData;
import org.repo2oci.conda.PackageRecord;

/** What is found name by name is what a reader of the whole finds. */
class RealIndexTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reconstructed-conda-forge-linux-64.json.zst",
        "conda-forge-linux-64-full-20160806.json.zst",
        "main-linux-64-cur-20211110.json.zst",
        "r-noarch-cur-20200311.json.zst"
      })
  void everyRecordIsFoundUnderItsName(String file) throws Exception {
    Path index = IndexData.need("repodata").resolve(file);
    Path channel = Files.createDirectories(folder.resolve("channel/linux-64"));
    Files.copy(index, channel.resolve("repodata.json.zst"));
    Map<String, Map<String, JsonNode>> expected = new TreeMap<>();
    JsonNode whole = new ObjectMapper().readTree(IndexData.read(index));
    for (String part : List.of("packages", "packages.conda")) {
      for (Map.Entry<String, JsonNode> entry : whole.path(part).properties()) {
        JsonNode record = entry.getValue();
        // One of 15,000 has an escape in its version, and is no version.
        if (!record.get("version").asText().contains("%")) {
          expected
              .computeIfAbsent(
                  record.get("name").asText().toLowerCase(Locale.ROOT), _ -> new TreeMap<>())
              .put(FileNames.stem(entry.getKey()), record);
        }
      }
    }

    try (ChannelFixture fixture = new ChannelFixture(folder)) {
      ChannelIndexes indexes = fixture.open(ChannelFixture.folder(folder.resolve("channel")));
      for (Map.Entry<String, Map<String, JsonNode>> entry : expected.entrySet()) {
        Map<String, PackageRecord> found = new TreeMap<>();
        for (ChannelRecord record : indexes.records(entry.getKey())) {
          found.put(FileNames.stem(record.record().fileName()), record.record());
        }
        assertThat(found.keySet()).as(entry.getKey()).isEqualTo(entry.getValue().keySet());
        found.forEach(
            (stem, record) -> compare(record, entry.getValue().getOrDefault(stem, whole)));
      }
    }
    assertThat(expected).hasSizeGreaterThan(100);
  }

  private static void compare(PackageRecord record, JsonNode node) {
    assertThat(record.version()).isEqualTo(node.get("version").asText());
    assertThat(record.build()).isEqualTo(node.get("build").asText());
    assertThat(record.buildNumber()).isEqualTo(node.path("build_number").asLong());
    assertThat(record.depends()).isEqualTo(texts(node.path("depends")));
    assertThat(record.constrains()).isEqualTo(texts(node.path("constrains")));
    assertThat(record.size()).isEqualTo(node.path("size").asLong());
    assertThat(record.md5().orElse("")).isEqualTo(node.path("md5").asText(""));
    assertThat(record.sha256().map(digest -> digest.hex()).orElse(""))
        .isEqualTo(node.path("sha256").asText(""));
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(one -> texts.add(one.asText()));
    return texts;
  }
}
