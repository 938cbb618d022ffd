package org.repo2oci.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.image.Digest;

class StoreInventoryTest {
  private static final Digest KEY = Digest.of("key".getBytes(UTF_8));

  @TempDir Path root;
  private DiskStore store;
  private StoredBlob older;
  private StoredBlob newer;
  private Path directory;

  @BeforeEach
  void fill() throws IOException {
    store = DiskStore.open(root);
    older = put(new byte[1000]);
    newer = put(new byte[2000]);
    store.putRecord("layer", KEY, new byte[10]);
    directory =
        store.directory("rootfs", KEY, empty -> Files.write(empty.resolve("f"), new byte[500]));
    Files.setLastModifiedTime(older.file(), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    Files.setLastModifiedTime(newer.file(), FileTime.from(Instant.parse("2026-02-01T00:00:00Z")));
  }

  @Test
  void listsByKindWithSizeAndLastUse() throws IOException {
    List<StoreEntry> entries = store.inventory().entries();

    assertThat(entries)
        .extracting(StoreEntry::kind)
        .containsExactly("blobs", "blobs", "directories/rootfs", "records/layer");
    assertThat(entries)
        .filteredOn(entry -> entry.key().equals(older.digest()))
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.size()).isEqualTo(1000);
          assertThat(entry.lastUse()).isEqualTo("2026-01-01T00:00:00Z");
        });
    assertThat(entries.get(2).size()).isBetween(500L, 600L);
  }

  @Test
  void usingABlobIsNoted() throws IOException {
    store.blob(older.digest());
    assertThat(Files.getLastModifiedTime(older.file()).toInstant())
        .isAfterOrEqualTo(TemporaryArea.processStart());
  }

  @Test
  void prunesWhatWasNotUsedSince() throws IOException {
    Pruned pruned =
        store.inventory().prune(new Pruning.UnusedSince(Instant.parse("2026-01-15T00:00:00Z")));

    assertThat(pruned.removed()).extracting(StoreEntry::key).containsExactly(older.digest());
    assertThat(pruned.bytes()).isEqualTo(1000);
    assertThat(store.blob(older.digest())).isEmpty();
    assertThat(store.blob(newer.digest())).isPresent();
  }

  @Test
  void prunesTheLongestUnusedDownToASize() throws IOException {
    Pruned pruned = store.inventory().prune(new Pruning.DownTo(3000));
    assertThat(pruned.removed()).extracting(StoreEntry::key).containsExactly(older.digest());

    assertThat(store.inventory().prune(new Pruning.DownTo(3000)).removed()).isEmpty();
  }

  @Test
  void prunesEverything() throws IOException {
    Pruned pruned = store.inventory().prune(new Pruning.All());

    assertThat(pruned.removed()).hasSize(4);
    assertThat(store.inventory().entries()).isEmpty();
    assertThat(directory).doesNotExist();
    assertThat(store.directory("rootfs", KEY)).isEmpty();
  }

  @Test
  void directoriesAreRemovedByWhoKnowsHow() throws IOException {
    List<Path> asked = new ArrayList<>();
    DiskStore other =
        DiskStore.open(
            root,
            taken -> {
              asked.add(taken);
              DirectoryRemover.ordinary().remove(taken);
            });
    other.inventory().prune(new Pruning.All());
    assertThat(asked).hasSize(4);
  }

  @Test
  void theOtherRemoverIsAskedWhereOrdinaryRightsDoNotSuffice() throws IOException {
    List<Path> asked = new ArrayList<>();
    // A file below /proc cannot be deleted by anyone.
    DirectoryRemover.ordinaryThen(asked::add).remove(Path.of("/proc/self/status"));
    DirectoryRemover.ordinaryThen(asked::add).remove(root.resolve("not-there"));
    assertThat(asked).containsExactly(Path.of("/proc/self/status"));
  }

  private StoredBlob put(byte[] bytes) throws IOException {
    try (BlobWriter writer = store.newBlob()) {
      writer.write(bytes);
      return writer.commit();
    }
  }
}
