package org.repo2oci.conda.channel;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.repo2oci.conda.spec.Specs;
import org.repo2oci.event.EventSink;
import org.repo2oci.fetch.HttpFetcher;
import org.repo2oci.fetch.NetworkSettings;
import org.repo2oci.store.DiskStore;

/**
 * Measures how long a large index takes until all that some names can reach has been read, and how
 * much memory; bench/README.md says how to run it.
 *
 * <p>{@code make CHANNEL COPIES LINUX_64 NOARCH} writes a channel with the records of two indexes
 * and as many copies under other names; {@code read CHANNEL STORE NAME…} reads it in a fresh JVM.
 */
final class IndexBench {
  private IndexBench() {}

  public static void main(String[] arguments) throws Exception {
    Path channel = Path.of(arguments[1]);
    if (arguments[0].equals("make")) {
      int copies = Integer.parseInt(arguments[2]);
      make(Path.of(arguments[3]), Files.createDirectories(channel.resolve("linux-64")), copies);
      make(Path.of(arguments[4]), Files.createDirectories(channel.resolve("noarch")), copies);
    } else {
      read(channel, Path.of(arguments[2]), List.of(arguments).subList(3, arguments.length));
    }
  }

  private static void make(Path index, Path folder, int copies) throws IOException {
    List<String> lines = new ArrayList<>();
    try (InputStream in = new ZstdInputStream(Files.newInputStream(index))) {
      new RepodataScanner(
              in,
              new RepodataScanner.Sink() {
                @Override
                public void record(Section section, byte[] bytes, int from, int keyEnd, int to) {
                  if (section == Section.CONDA) {
                    lines.add(new String(bytes, from + 1, to - from - 1, StandardCharsets.UTF_8));
                  }
                }

                @Override
                public void entry(String key, byte[] bytes, int from, int to) {}
              })
          .scan();
    }
    long records = 0;
    try (OutputStream out =
        new BufferedOutputStream(
            new ZstdOutputStream(Files.newOutputStream(folder.resolve("repodata.json.zst")), 3),
            1 << 16)) {
      out.write(
          "{\"info\":{},\"packages\":{},\"packages.conda\":{".getBytes(StandardCharsets.UTF_8));
      for (int copy = 0; copy <= copies; copy++) {
        String prefix = copy == 0 ? "" : "copy" + copy + "-";
        for (String line : lines) {
          String text = line;
          if (copy > 0) {
            text = line.replaceFirst("\"name\": ?\"", "\"name\":\"" + prefix);
          }
          out.write(
              ((records++ == 0 ? "\"" : ",\"") + prefix + text).getBytes(StandardCharsets.UTF_8));
        }
      }
      out.write("}}".getBytes(StandardCharsets.UTF_8));
    }
    System.out.printf(
        "%s: %,d records, %,d bytes%n",
        folder, records, Files.size(folder.resolve("repodata.json.zst")));
  }

  private static void read(Path folder, Path store, List<String> names) throws Exception {
    long start = System.nanoTime();
    String url = folder.toUri().toString().replaceFirst("/$", "");
    Channel channel = new Channel(url, url, List.of(url), Optional.empty(), Set.of());
    DiskStore disk = DiskStore.open(store);
    try (HttpFetcher fetcher =
        new HttpFetcher(NetworkSettings.defaults(), disk, EventSink.none())) {
      ChannelIndexes indexes =
          ChannelIndexes.open(
              List.of(channel), "linux-64", fetcher, disk, new Specs(), EventSink.none());
      long opened = System.nanoTime();
      indexes.prefetch(names);
      Set<String> seen = new HashSet<>(names);
      TreeSet<String> todo = new TreeSet<>(names);
      int records = 0;
      while (!todo.isEmpty()) {
        for (ChannelRecord record : indexes.records(todo.pollFirst())) {
          records++;
          for (String depend : record.record().depends()) {
            String name = DependencyNames.name(depend);
            if (seen.add(name)) {
              todo.add(name);
            }
          }
        }
      }
      long done = System.nanoTime();
      System.out.printf(
          "opened in %d ms, %d names with %d records read in %d ms; since the JVM's start %d ms; %s%n",
          (opened - start) / 1_000_000,
          seen.size(),
          records,
          (done - opened) / 1_000_000,
          System.currentTimeMillis()
              - java.lang.management.ManagementFactory.getRuntimeMXBean().getStartTime(),
          peak());
    }
  }

  private static String peak() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .findFirst()
        .orElse("");
  }
}
