package org.repo2oci.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.repo2oci.build.PoolInventory;
import org.repo2oci.cli.application.CacheReport;
import org.repo2oci.cli.application.PruneArguments;
import org.repo2oci.cli.application.PruneReport;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.store.DiskStore;
import org.repo2oci.store.Pruned;
import org.repo2oci.store.Pruning;
import org.repo2oci.store.StoreEntry;

/** What {@code cache ls} and {@code cache prune} do with a store. */
record Cache(DiskStore store, EventSink events, Clock clock) {
  /** What goes where nothing else is said. */
  private static final Duration UNUSED = Duration.ofDays(30);

  private static final Map<String, String> TITLES =
      Map.of(
          "blobs", "downloads and layers",
          "directories/root-layer", "root filesystems of steps",
          "directories/sandbox-tools", "programs of the sandbox",
          "directories/uv", "programs of uv",
          "records/layer", "known layers",
          "records/lock", "locks",
          "records/http-document", "indexes");

  CacheReport list(Path folder) throws IOException {
    Map<String, List<StoreEntry>> byKind = new TreeMap<>();
    for (StoreEntry entry : store.inventory().entries()) {
      byKind
          .computeIfAbsent(
              TITLES.getOrDefault(entry.kind(), entry.kind().replaceFirst(".*/", "")),
              absent -> new ArrayList<>())
          .add(entry);
    }
    List<CacheReport.Kind> kinds = new ArrayList<>();
    byKind.forEach(
        (name, entries) -> kinds.add(new CacheReport.Kind(name, entries.size(), bytes(entries))));
    return new CacheReport(folder, kinds);
  }

  PruneReport prune(PruneArguments arguments) throws IOException {
    long count = 0;
    long size = 0;
    long kept = 0;
    for (Pruning policy : policies(arguments)) {
      Pruned pruned = store.inventory().prune(policy);
      count += pruned.removed().size();
      size += pruned.bytes();
      kept = pruned.inUse().size();
    }
    if (kept > 0) {
      events.accept(
          new BuildEvent.Warned("Kept %d items that a running build may need".formatted(kept)));
    }
    return new PruneReport(count, size);
  }

  /** The same for a repository of layers. */
  PruneReport prunePool(PoolInventory pool, PruneArguments arguments)
      throws IOException, InterruptedException {
    Instant now = clock.instant();
    Optional<Instant> before =
        arguments.all()
            ? Optional.of(Instant.MAX)
            : arguments
                .olderThan()
                .or(() -> arguments.maxSize().isPresent() ? Optional.empty() : Optional.of(UNUSED))
                .map(now::minus);
    PoolInventory.Removed removed = pool.prune(before, arguments.maxSize());
    return new PruneReport(removed.entries(), removed.bytes());
  }

  private List<Pruning> policies(PruneArguments arguments) {
    if (arguments.all()) {
      return List.of(new Pruning.All());
    }
    List<Pruning> policies = new ArrayList<>();
    arguments
        .olderThan()
        .ifPresent(age -> policies.add(new Pruning.UnusedSince(clock.instant().minus(age))));
    arguments.maxSize().ifPresent(bytes -> policies.add(new Pruning.DownTo(bytes)));
    return policies.isEmpty()
        ? List.of(new Pruning.UnusedSince(clock.instant().minus(UNUSED)))
        : policies;
  }

  private static long bytes(List<StoreEntry> entries) {
    return entries.stream().mapToLong(StoreEntry::size).sum();
  }
}
