package org.repo2oci.conda.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.conda.IndexData;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;

class ShardedChannelTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private ChannelFixture fixture;

  @BeforeEach
  void start() throws IOException {
    fixture = new ChannelFixture(folder);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void onlyShardsThatAreReachableAreFetched() throws Exception {
    Digest b = shard("b", "\"depends\":[\"c >=1\"]");
    Digest c = shard("c", "\"depends\":[]");
    Digest d = shard("d", "\"depends\":[]");
    shards(Map.of("b", b, "c", c, "d", d));

    ChannelIndexes indexes = fixture.open(fixture.channel("one"));
    indexes.prefetch(List.of("b"));
    assertThat(fixture.server.count(path(b)) + fixture.server.count(path(c))).isEqualTo(2);
    assertThat(fixture.server.count(path(d))).isZero();

    assertThat(indexes.records("c").getFirst().record().version()).isEqualTo("1");
    assertThat(fixture.open(fixture.channel("one")).records("b")).hasSize(1);
    assertThat(fixture.server.count(path(b))).as("a shard is kept for ever").isEqualTo(1);
    assertThat(indexes.similar("dd", 2)).contains("d");
  }

  @Test
  void aShardOfAnotherDigestIsRefused() throws Exception {
    Digest b = shard("b", "\"depends\":[]");
    shards(Map.of("b", b));
    fixture.server.on(path(b), new byte[] {1, 2, 3});

    ChannelIndexes indexes = fixture.open(fixture.channel("one"));

    assertThatThrownBy(() -> indexes.records("b"))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot read the channel `one`");
  }

  @Test
  void anIndexOfShardsThatIsNoneIsNamed() {
    fixture.server.on(
        "/one/noarch/" + ShardedIndex.FILE,
        Zstd.compress("<html>".getBytes(StandardCharsets.UTF_8)));

    assertThatThrownBy(() -> fixture.open(fixture.channel("one")))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot read the channel `one`: its index is broken");
  }

  @Test
  void messagePackIsReadInAllItsWidths() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(
          new byte[] {
            (byte) 0x8b, (byte) 0xa1, 'a', 5, (byte) 0xd9, 1, 'b', (byte) 0xcc, (byte) 200
          });
      out.write(
          new byte[] {
            (byte) 0xa1, 'c', (byte) 0xcd, 1, 0, (byte) 0xa1, 'd', (byte) 0xce, (byte) 0xff, 0, 0, 0
          });
      out.write(
          new byte[] {
            (byte) 0xa1, 'e', (byte) 0xff, (byte) 0xa1, 'f', (byte) 0xd1, (byte) 0xff, 0
          });
      out.write(
          new byte[] {
            (byte) 0xa1,
            'g',
            (byte) 0xc4,
            2,
            7,
            8,
            (byte) 0xa1,
            'h',
            (byte) 0x92,
            (byte) 0xc0,
            (byte) 0xc3
          });
      out.write(
          new byte[] {
            (byte) 0xa1,
            'i',
            (byte) 0xdc,
            0,
            1,
            (byte) 0xa0,
            (byte) 0xa1,
            'j',
            (byte) 0xde,
            0,
            1,
            (byte) 0xa1,
            'x',
            1
          });
      out.write(new byte[] {(byte) 0xa1, 'k', (byte) 0xd3});
      out.writeLong(-7);
    }

    Map<?, ?> map = MessagePack.map(bytes.toByteArray());

    assertThat(map.get("a")).isEqualTo(5L);
    assertThat(map.get("b")).isEqualTo(200L);
    assertThat(map.get("c")).isEqualTo(256L);
    assertThat(map.get("d")).isEqualTo(0xff000000L);
    assertThat(map.get("e")).isEqualTo(-1L);
    assertThat(map.get("f")).isEqualTo(-256L);
    assertThat(map.get("g")).isEqualTo(new byte[] {7, 8});
    assertThat(map.get("h")).hasToString("[null, true]");
    assertThat(map.get("i")).isEqualTo(List.of(""));
    assertThat(map.get("j")).isEqualTo(Map.of("x", 1L));
    assertThat(map.get("k")).isEqualTo(-7L);
    for (int length = 0; length < bytes.size(); length++) {
      byte[] cut = java.util.Arrays.copyOf(bytes.toByteArray(), length);
      assertThatThrownBy(() -> MessagePack.map(cut)).isInstanceOf(IndexSyntaxException.class);
    }
    assertThatThrownBy(() -> MessagePack.map(new byte[] {(byte) 0xdf, 0x7f, 0, 0, 0}))
        .isInstanceOf(IndexSyntaxException.class);
    byte[] deep = new byte[10_000];
    java.util.Arrays.fill(deep, (byte) 0x91);
    assertThatThrownBy(() -> MessagePack.map(deep)).hasMessageContaining("too deeply");
  }

  @Test
  void realShardsAreTheirRepodata() throws Exception {
    Path channel = IndexData.need("sharded-channel");
    int compared = 0;
    for (String subdir : List.of("linux-64", "linux-aarch64")) {
      Path plain = folder.resolve("plain-" + subdir);
      Files.createDirectories(plain.resolve(subdir));
      Files.copy(
          channel.resolve(subdir).resolve("repodata.json.zst"),
          plain.resolve(subdir).resolve("repodata.json.zst"));
      ChannelIndexes whole = open(plain, subdir);
      ChannelIndexes shards = open(channel, subdir);
      for (String name : names(channel.resolve(subdir).resolve("repodata.json"))) {
        List<PackageRecord> expected = sorted(whole, name);
        assertThat(expected).isNotEmpty();
        assertThat(sorted(shards, name)).as(name).isEqualTo(expected);
        compared += expected.size();
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  private ChannelIndexes open(Path channel, String subdir) throws Exception {
    return ChannelIndexes.open(
        List.of(ChannelFixture.folder(channel)),
        subdir,
        fixture.fetcher,
        fixture.store,
        new org.repo2oci.conda.spec.Specs(),
        fixture.events::add);
  }

  private static List<PackageRecord> sorted(ChannelIndexes indexes, String name) throws Exception {
    return indexes.records(name).stream()
        .map(ChannelRecord::record)
        .sorted(java.util.Comparator.comparing(PackageRecord::fileName))
        .toList();
  }

  private static Set<String> names(Path repodata) throws IOException {
    JsonNode node = JSON.readTree(repodata.toFile());
    Set<String> names = new TreeSet<>();
    for (String part : List.of("packages", "packages.conda")) {
      node.path(part).forEach(record -> names.add(record.get("name").asText()));
    }
    return names;
  }

  private Digest shard(String name, String more) {
    byte[] json =
        "{\"packages\":{},\"packages.conda\":{\"%s-1-0.conda\":%s}}"
            .formatted(
                name,
                ChannelFixture.record(name, "1", "0", more).replaceFirst("\"depends\":\\[\\],", ""))
            .getBytes(StandardCharsets.UTF_8);
    byte[] shard = Zstd.compress(packed(json));
    Digest digest = Digest.of(shard);
    fixture.server.on(path(digest), shard);
    return digest;
  }

  private static String path(Digest digest) {
    return "/one/noarch/shards/" + digest.hex() + ".msgpack.zst";
  }

  private void shards(Map<String, Digest> digests) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(0x82);
      text(out, "info");
      out.write(
          packed(
              "{\"base_url\":\"\",\"shards_base_url\":\"./shards/\",\"subdir\":\"noarch\"}"
                  .getBytes(StandardCharsets.UTF_8)));
      text(out, "shards");
      out.writeByte(0x80 + digests.size());
      for (Map.Entry<String, Digest> entry : digests.entrySet()) {
        text(out, entry.getKey());
        out.writeByte(0xc4);
        out.writeByte(32);
        out.write(java.util.HexFormat.of().parseHex(entry.getValue().hex()));
      }
    }
    fixture.server.on("/one/noarch/" + ShardedIndex.FILE, Zstd.compress(bytes.toByteArray()));
  }

  /** JSON as MessagePack. */
  private static byte[] packed(byte[] json) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      pack(out, JSON.readTree(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void pack(DataOutputStream out, JsonNode node) throws IOException {
    if (node.isObject()) {
      out.writeByte(0xde);
      out.writeShort(node.size());
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        text(out, entry.getKey());
        pack(out, entry.getValue());
      }
    } else if (node.isArray()) {
      out.writeByte(0xdc);
      out.writeShort(node.size());
      for (JsonNode one : node) {
        pack(out, one);
      }
    } else if (node.isNumber()) {
      out.writeByte(0xd3);
      out.writeLong(node.asLong());
    } else {
      text(out, node.asText());
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeByte(0xd9);
    out.writeByte(bytes.length);
    out.write(bytes);
  }
}
