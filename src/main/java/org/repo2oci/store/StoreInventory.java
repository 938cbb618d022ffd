package org.repo2oci.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.repo2oci.image.Digest;

/** Lists, checks and removes what the store holds. */
public final class StoreInventory {
  private final StoreLayout layout;
  private final TemporaryArea temporary;

  StoreInventory(StoreLayout layout, TemporaryArea temporary) {
    this.layout = layout;
    this.temporary = temporary;
  }

  /** Everything but what processes are writing now, sorted by kind and key. */
  public List<StoreEntry> entries() throws IOException {
    return new EntryScan(layout).entries();
  }

  /**
   * Removes what the policy names, beside running builds too: new processes wait for the moment in
   * which entries are taken out, and what a running one may have used stays. Every process notes
   * what it uses, so that this is all with a last use after the oldest running process began.
   */
  public Pruned prune(Pruning policy) throws IOException {
    List<StoreEntry> removed = new ArrayList<>();
    List<StoreEntry> inUse = new ArrayList<>();
    List<StoreEntry> chosen = chosen(policy, entries());
    try (StoreLock _ = temporary.lock()) {
      Instant oldest =
          temporary.othersAlive().stream().min(Comparator.naturalOrder()).orElse(Instant.MAX);
      for (StoreEntry entry : chosen) {
        (take(entry, oldest) ? removed : inUse).add(entry);
      }
    }
    temporary.removeTaken();
    return new Pruned(removed, inUse);
  }

  /**
   * Reads every blob again, and removes those whose bytes are not what their digest says.
   *
   * @return those that were removed
   */
  public List<StoreEntry> verify() throws IOException {
    List<StoreEntry> unsound = new ArrayList<>();
    for (StoreEntry entry : entries()) {
      if (entry.kind().equals(EntryScan.BLOBS) && !isSound(entry)) {
        take(entry, Instant.MAX);
        unsound.add(entry);
      }
    }
    temporary.removeTaken();
    return unsound;
  }

  /** Whether the store has this blob with the bytes that its digest says; reads all of them. */
  public boolean verify(Digest digest) throws IOException {
    Optional<StoredBlob> blob = new Blobs(layout, new LastUse(Instant.MIN)).find(digest);
    return blob.isPresent() && Blobs.isSound(blob.get());
  }

  private static boolean isSound(StoreEntry entry) throws IOException {
    try {
      return Files.size(entry.file()) == Blobs.namedSize(entry.file())
          && Blobs.isSound(new StoredBlob(entry.key(), entry.size(), entry.file()));
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /** Takes an entry out unless it was used since; false where it stays. */
  private boolean take(StoreEntry entry, Instant since) throws IOException {
    Path used = entry.lastUseFile();
    try {
      if (!LastUse.of(used).isBefore(since)) {
        return false;
      }
      Path taken = temporary.take(entry.file());
      // A reader notes its use before it looks whether the entry is there, so a use between the
      // look above and the move is seen here.
      if (!LastUse.of(taken.resolve(entry.file().relativize(used))).isBefore(since)) {
        Disk.moveAway(taken, entry.file());
        return false;
      }
      return true;
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  private static List<StoreEntry> chosen(Pruning policy, List<StoreEntry> entries) {
    return switch (policy) {
      case Pruning.All() -> entries;
      case Pruning.UnusedSince(Instant moment) ->
          entries.stream().filter(entry -> entry.lastUse().isBefore(moment)).toList();
      case Pruning.DownTo(long bytes) -> longestUnused(entries, bytes);
    };
  }

  private static List<StoreEntry> longestUnused(List<StoreEntry> entries, long bytes) {
    long total = entries.stream().mapToLong(StoreEntry::size).sum();
    List<StoreEntry> oldest = new ArrayList<>(entries);
    oldest.sort(Comparator.comparing(StoreEntry::lastUse).thenComparing(StoreEntry::key));
    List<StoreEntry> chosen = new ArrayList<>();
    for (StoreEntry entry : oldest) {
      if (total <= bytes) {
        break;
      }
      chosen.add(entry);
      total -= entry.size();
    }
    return chosen;
  }
}
