package org.repo2oci.conda.channel;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.repo2oci.image.Digest;

/** An index with a file for each name (CEP 16). */
final class ShardedIndex implements SubdirIndex {
  static final String FILE = "repodata_shards.msgpack.zst";

  /** Uncompressed; 20 times what the largest has. */
  private static final int LARGEST = 64 << 20;

  private static final Map<String, Section> SECTIONS =
      Map.of("packages", Section.TAR, "packages.conda", Section.CONDA);
  private static final Map<String, Section> V3_SECTIONS =
      Map.of("tar.bz2", Section.V3_TAR, "conda", Section.V3_CONDA);

  private final Map<String, byte[]> shards;
  private final ShardFetch fetch;
  private final RecordReader reader;
  private final TextPool pool;

  private ShardedIndex(
      Map<String, byte[]> shards, ShardFetch fetch, RecordReader reader, TextPool pool) {
    this.shards = shards;
    this.fetch = fetch;
    this.reader = reader;
    this.pool = pool;
  }

  /** Gets a shard's bytes, checked by its digest. */
  @FunctionalInterface
  interface ShardFetch {
    byte[] get(String name, Digest digest) throws IOException, InterruptedException;
  }

  /**
   * What the index file says.
   *
   * @param baseUrl of the archives; empty for the index's folder
   * @param shardsUrl of the shards; likewise
   */
  record Outline(String baseUrl, String shardsUrl, Map<String, byte[]> shards) {}

  static Outline outline(byte[] compressed) throws IOException {
    Map<?, ?> top = MessagePack.map(decompressed(compressed));
    String base = "";
    String shardsUrl = "";
    if (top.get("info") instanceof Map<?, ?> info) {
      base = info.get("base_url") instanceof String url ? url : "";
      shardsUrl = info.get("shards_base_url") instanceof String url ? url : "";
    }
    if (!(top.get("shards") instanceof Map<?, ?> listed)) {
      throw new IndexSyntaxException("it lists no shards");
    }
    Map<String, byte[]> shards = HashMap.newHashMap(listed.size());
    for (Map.Entry<?, ?> entry : listed.entrySet()) {
      if (entry.getKey() instanceof String name
          && entry.getValue() instanceof byte[] digest
          && digest.length == 32) {
        shards.put(name, digest);
      } else {
        throw new IndexSyntaxException("the shard of `%s` has no digest".formatted(entry.getKey()));
      }
    }
    return new Outline(base, shardsUrl, shards);
  }

  static ShardedIndex of(Outline outline, ShardFetch fetch, RecordReader reader, TextPool pool) {
    return new ShardedIndex(outline.shards(), fetch, reader, pool);
  }

  @Override
  public List<IndexRecord> records(String name) throws IOException, InterruptedException {
    byte[] digest = shards.get(name);
    if (digest == null) {
      return List.of();
    }
    Map<?, ?> shard = MessagePack.map(decompressed(fetch.get(name, Digest.from(digest))));
    RecordReader.Batch batch = reader.batch(name);
    add(shard, SECTIONS, batch);
    if (shard.get("v3") instanceof Map<?, ?> v3) {
      add(v3, V3_SECTIONS, batch);
    }
    return batch.records();
  }

  private void add(Map<?, ?> from, Map<String, Section> sections, RecordReader.Batch batch) {
    sections.forEach((key, section) -> {
      if (from.get(key) instanceof Map<?, ?> records) {
        records.forEach((file, record) -> {
          if (file instanceof String name && record instanceof Map<?, ?> fields) {
            batch.add(section, name, fields(fields));
          }
        });
      }
    });
  }

  private RecordFields fields(Map<?, ?> record) {
    RecordFields fields = new RecordFields(pool);
    record.forEach((key, value) -> {
      if (key instanceof String name && RecordFields.isWanted(name)) {
        set(fields, name, value);
      }
    });
    return fields;
  }

  private static void set(RecordFields fields, String key, @Nullable Object value) {
    switch (value) {
      case String text -> fields.text(key, text);
      case Long number -> fields.number(key, number);
      case Double number -> fields.number(key, number.longValue());
      case byte[] digest -> fields.text(key, HexFormat.of().formatHex(digest));
      case List<?> list -> fields.list(key, texts(list));
      case Map<?, ?> groups -> fields.groups(key, groups(groups));
      case Boolean flag when flag -> fields.text(key, "true");
      case null, default -> {
        // as if it were not there
      }
    }
  }

  private static List<String> texts(List<?> list) {
    List<String> texts = new ArrayList<>();
    for (Object one : list) {
      if (one instanceof String text) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static Map<String, List<String>> groups(Map<?, ?> map) {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    map.forEach((key, value) -> {
      if (key instanceof String name && value instanceof List<?> list) {
        groups.put(name, texts(list));
      }
    });
    return groups;
  }

  private static byte[] decompressed(byte[] compressed) throws IOException {
    try (InputStream in = new ZstdInputStream(new ByteArrayInputStream(compressed))) {
      byte[] plain = in.readNBytes(LARGEST + 1);
      if (plain.length > LARGEST) {
        throw new IndexSyntaxException("it has more than %d bytes".formatted(LARGEST));
      }
      return plain;
    }
  }

  @Override
  public void names(Consumer<String> each) {
    shards.keySet().forEach(each);
  }
}
