package org.repo2oci.store;

import java.util.List;

/**
 * What a pruning did.
 *
 * @param removed what is gone
 * @param inUse what was asked to go and stays, because a running process may need it
 */
public record Pruned(List<StoreEntry> removed, List<StoreEntry> inUse) {
  public Pruned {
    removed = List.copyOf(removed);
    inUse = List.copyOf(inUse);
  }

  /** Bytes that are free again. */
  public long bytes() {
    return removed.stream().mapToLong(StoreEntry::size).sum();
  }
}
