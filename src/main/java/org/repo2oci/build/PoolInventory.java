package org.repo2oci.build;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.registry.RemoteManifest;
import org.repo2oci.registry.RepositoryTags;

/** What a pool of layers has, for people who want to remove some of it. */
public final class PoolInventory {
  private final RepositoryTags tags;

  public PoolInventory(Workshop workshop, ImageReference repository) {
    this.tags = new RepositoryTags(workshop.registries(), repository);
  }

  /**
   * What went.
   *
   * @param bytes of layers that no entry names any more; the registry frees them when it collects
   */
  public record Removed(long entries, long bytes) {}

  /** An entry as it lies there. */
  private record Listed(Digest manifest, PoolEntry entry) {}

  /**
   * Removes what was last used before a time, and then what was not used for longest until the
   * layers are small enough together. What is no entry of a pool is left alone.
   */
  public Removed prune(Optional<Instant> usedBefore, OptionalLong most)
      throws IOException, InterruptedException {
    List<Listed> kept = new ArrayList<>(entries());
    kept.sort(Comparator.comparing((Listed one) -> one.entry().used()).reversed());
    long before = bytes(kept);
    List<Listed> gone = new ArrayList<>();
    while (!kept.isEmpty()
        && (usedBefore.filter(time -> kept.getLast().entry().used().isBefore(time)).isPresent()
            || (most.isPresent() && bytes(kept) > most.getAsLong()))) {
      gone.add(kept.removeLast());
    }
    for (Listed one : gone) {
      tags.delete(one.manifest());
    }
    return new Removed(gone.size(), before - bytes(kept));
  }

  private List<Listed> entries() throws IOException, InterruptedException {
    List<String> names =
        tags.list().stream().filter(name -> name.matches("k-[0-9a-f]{40}")).toList();
    List<Listed> listed = new ArrayList<>();
    for (Optional<RemoteManifest> manifest : Waiting.onEach(names, tags::manifest)) {
      manifest.ifPresent(one ->
          PoolEntry.read(one.bytes())
              .ifPresent(entry -> listed.add(new Listed(one.digest(), entry))));
    }
    return listed;
  }

  private static long bytes(List<Listed> entries) {
    Set<Digest> counted = new HashSet<>();
    return entries.stream()
        .filter(one -> counted.add(one.entry().layer().digest()))
        .mapToLong(one -> one.entry().layer().size())
        .sum();
  }
}
