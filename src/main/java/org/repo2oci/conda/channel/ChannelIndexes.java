package org.repo2oci.conda.channel;

import com.github.luben.zstd.ZstdIOException;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.repo2oci.conda.spec.SpecException;
import org.repo2oci.conda.spec.Specs;
import org.repo2oci.conda.spec.Subdirs;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.store.Store;

/** The indexes of several channels, for one platform and for all platforms, as one source. */
public final class ChannelIndexes implements RecordSource {
  /** Shards that are parsed at once; the fetcher has a bound of its own. */
  private static final int WAVE = 64;

  private final List<Part> parts;
  private final Specs specs;
  private final Map<String, List<ChannelRecord>> read = new ConcurrentHashMap<>();

  /** One index of one channel. */
  private record Part(Channel channel, int priority, String subdir, SubdirIndex index) {}

  private ChannelIndexes(List<Part> parts, Specs specs) {
    this.parts = parts;
    this.specs = specs;
  }

  /**
   * Opens the indexes, all at once.
   *
   * @param channels in the order of their priority
   * @param subdir of the image's platform, such as {@code linux-64}
   * @param specs reads the records' versions; the solver's own, so that each is read once
   * @throws org.repo2oci.failure.BuildFailure where a channel cannot be read
   */
  public static ChannelIndexes open(
      List<Channel> channels,
      String subdir,
      Fetcher fetcher,
      Store store,
      Specs specs,
      EventSink events)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    IndexOpener opener = new IndexOpener(fetcher, store);
    List<Callable<Optional<Part>>> tasks = new ArrayList<>();
    for (int i = 0; i < channels.size(); i++) {
      Channel channel = channels.get(i);
      int priority = i;
      for (String one : subdirs(channel, subdir)) {
        tasks.add(
            () -> opener.open(channel, one).map(index -> new Part(channel, priority, one, index)));
      }
    }
    List<Part> parts =
        Together.run(tasks).stream().<Part>mapMulti((part, out) -> part.ifPresent(out)).toList();
    for (Channel channel : channels) {
      check(channel, subdirs(channel, subdir), parts, events);
    }
    events.accept(
        new BuildEvent.Finished(
            Stage.RESOLVE,
            "Opened %d conda %s"
                .formatted(channels.size(), channels.size() == 1 ? "channel" : "channels"),
            Duration.ofNanos(System.nanoTime() - start)));
    return new ChannelIndexes(parts, specs);
  }

  private static List<String> subdirs(Channel channel, String subdir) {
    return channel.onlySubdir().map(List::of).orElse(List.of(subdir, Subdirs.NOARCH));
  }

  private static void check(
      Channel channel, List<String> wanted, List<Part> parts, EventSink events) {
    List<String> there =
        parts.stream().filter(part -> part.channel().equals(channel)).map(Part::subdir).toList();
    if (there.isEmpty()) {
      throw ChannelFailures.absent(channel, wanted);
    }
    for (String subdir : wanted) {
      if (!there.contains(subdir)) {
        events.accept(
            new BuildEvent.Noted(
                Stage.RESOLVE, "The channel `%s` has no index for %s".formatted(channel, subdir)));
      }
    }
  }

  @Override
  public List<ChannelRecord> records(String name) throws IOException, InterruptedException {
    List<ChannelRecord> known = read.get(name);
    if (known != null) {
      return known;
    }
    List<ChannelRecord> records = new ArrayList<>();
    for (Part part : parts) {
      for (IndexRecord record : records(part, name)) {
        version(part, record).ifPresent(records::add);
      }
    }
    List<ChannelRecord> before = read.putIfAbsent(name, List.copyOf(records));
    return before == null ? read.getOrDefault(name, List.of()) : before;
  }

  private static List<IndexRecord> records(Part part, String name)
      throws IOException, InterruptedException {
    try {
      return part.index().records(name);
    } catch (IndexSyntaxException | EOFException | ZstdIOException e) {
      throw ChannelFailures.broken(part.channel(), part.channel().url() + "/" + part.subdir(), e);
    }
  }

  private Optional<ChannelRecord> version(Part part, IndexRecord record) {
    try {
      return Optional.of(
          new ChannelRecord(
              record.record(),
              specs.version(record.record().version()),
              part.channel(),
              part.priority(),
              record.url()));
    } catch (SpecException e) {
      return Optional.empty();
    }
  }

  @Override
  public void prefetch(Collection<String> names) throws IOException, InterruptedException {
    Set<String> seen = new HashSet<>(names);
    List<String> wave = List.copyOf(seen);
    while (!wave.isEmpty()) {
      Set<String> next = new TreeSet<>();
      for (int from = 0; from < wave.size(); from += WAVE) {
        List<Callable<List<ChannelRecord>>> tasks = new ArrayList<>();
        for (String name : wave.subList(from, Math.min(from + WAVE, wave.size()))) {
          tasks.add(() -> records(name));
        }
        for (List<ChannelRecord> records : Together.run(tasks)) {
          for (ChannelRecord record : records) {
            record.record().depends().forEach(depend -> next.add(DependencyNames.name(depend)));
          }
        }
      }
      next.removeIf(name -> !seen.add(name));
      wave = List.copyOf(next);
    }
  }

  @Override
  public List<String> similar(String name, int limit) {
    SimilarNames similar = new SimilarNames(name);
    parts.forEach(part -> part.index().names(similar::offer));
    return similar.best(limit);
  }
}
