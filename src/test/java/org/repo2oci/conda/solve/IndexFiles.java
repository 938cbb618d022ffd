package org.repo2oci.conda.solve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.repo2oci.conda.Noarch;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.conda.channel.Channel;
import org.repo2oci.conda.channel.ChannelRecord;
import org.repo2oci.conda.channel.MadeChannels;
import org.repo2oci.conda.channel.RecordSource;
import org.repo2oci.conda.spec.SpecException;
import org.repo2oci.conda.spec.Specs;

/**
 * The records of index files, all in memory; a second file of the same platform is another channel.
 */
final class IndexFiles implements RecordSource {
  private final Map<String, List<ChannelRecord>> records = new HashMap<>();
  private final Map<String, Integer> channels = new HashMap<>();
  private final Map<String, String> strings = new HashMap<>();
  private final Specs specs;

  IndexFiles(Specs specs) {
    this.specs = specs;
  }

  static IndexFiles read(List<Path> files, Specs specs) throws IOException {
    IndexFiles index = new IndexFiles(specs);
    for (Path file : files) {
      index.add(file);
    }
    return index;
  }

  private void add(Path file) throws IOException {
    JsonNode root;
    try (InputStream in = new ZstdInputStream(Files.newInputStream(file))) {
      root = new ObjectMapper().readTree(in);
    }
    String subdir = file.getFileName().toString().contains("noarch") ? "noarch" : "linux-64";
    int priority = channels.merge(subdir, 0, (known, _) -> known + 1);
    Channel channel = MadeChannels.named("repodata" + priority);
    for (String section : List.of("packages", "packages.conda")) {
      root.path(section)
          .properties()
          .forEach(entry -> add(entry.getKey(), entry.getValue(), subdir, channel, priority));
    }
  }

  private void add(String file, JsonNode record, String subdir, Channel channel, int priority) {
    try {
      PackageRecord read =
          new PackageRecord(
              text(record, "name"),
              text(record, "version"),
              text(record, "build"),
              record.path("build_number").asLong(),
              record.path("subdir").asText(subdir),
              file,
              Noarch.NONE,
              texts(record.path("depends")),
              texts(record.path("constrains")),
              record.path("track_features").isTextual()
                  ? List.of(record.path("track_features").asText().split("[ ,]+")).stream()
                      .filter(text -> !text.isEmpty())
                      .toList()
                  : texts(record.path("track_features")),
              record.path("timestamp").asLong(),
              record.path("size").asLong(),
              Optional.empty(),
              Optional.ofNullable(record.path("md5").asText(null)),
              Optional.empty(),
              Optional.empty());
      records
          .computeIfAbsent(read.name(), _ -> new ArrayList<>())
          .add(
              new ChannelRecord(
                  read,
                  specs.version(read.version()),
                  channel,
                  priority,
                  channel.url() + "/" + subdir + "/" + file));
    } catch (SpecException e) {
      // As a record source does: what can't be read is not there.
    }
  }

  private String text(JsonNode record, String field) {
    return strings.computeIfAbsent(record.path(field).asText(), text -> text);
  }

  private List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(node -> strings.computeIfAbsent(node.asText(), text -> text))
        .toList();
  }

  @Override
  public List<ChannelRecord> records(String name) {
    return records.getOrDefault(name, List.of());
  }

  @Override
  public void prefetch(Collection<String> names) {}

  @Override
  public List<String> similar(String name, int limit) {
    return records.keySet().stream()
        .filter(known -> known.startsWith(name.substring(0, Math.min(4, name.length()))))
        .sorted()
        .limit(limit)
        .toList();
  }

  Collection<String> names() {
    return records.keySet();
  }
}
