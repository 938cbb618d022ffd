package org.repo2oci.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.image.Digest;

/** The store under several real processes, some of which are killed. */
class ManyProcessesTest {
  @TempDir Path folder;

  @Test
  void killedAtAnyMomentItStaysSound() throws Exception {
    Path root = folder.resolve("store");
    Random random = new Random();
    for (int round = 0; round < 5; round++) {
      try (Child one = hammer(root, random.nextLong(), Integer.MAX_VALUE);
          Child other = hammer(root, random.nextLong(), Integer.MAX_VALUE)) {
        one.await("ready");
        Thread.sleep(random.nextInt(250));
        one.kill();
        Thread.sleep(random.nextInt(50));
        other.kill();
      }
    }

    DiskStore store = DiskStore.open(root);

    assertThat(foldersIn(root.resolve("tmp"))).as("what the dead left").hasSize(1);
    assertThat(store.inventory().verify()).as("unsound blobs").isEmpty();
    int records = 0;
    for (int number = 0; number < StoreHammer.KEYS; number++) {
      Digest key = StoreHammer.key(number);
      Optional<byte[]> record = store.record(StoreHammer.KIND, key);
      if (record.isPresent()) {
        records++;
        assertThat(store.blob(new Digest(new String(record.get(), UTF_8)))).isPresent();
      }
      Optional<Path> directory = store.directory(StoreHammer.KIND, key);
      if (directory.isPresent()) {
        StoreHammer.requireWhole(directory.get(), number);
      }
    }
    assertThat(records).as("what was written before the kills").isPositive();
  }

  @Test
  void ofManyProcessesOneMakesADirectory() throws Exception {
    Path root = folder.resolve("store");
    List<Child> children = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      children.add(hammer(root, i, 60));
    }
    for (Child child : children) {
      assertThat(child.end()).isZero();
    }
    assertThat(Files.readAllLines(folder.resolve("made")))
        .doesNotHaveDuplicates()
        .hasSize(StoreHammer.KEYS);
  }

  @Test
  void whatALivingProcessWritesIsLeftAlone() throws Exception {
    Path root = folder.resolve("store");
    try (Child living = Child.start(ScratchHolder.class, root)) {
      living.await("ready");

      DiskStore.open(root);
      assertThat(foldersIn(root.resolve("tmp"))).hasSize(2);

      living.kill();
      DiskStore.open(root);
      assertThat(foldersIn(root.resolve("tmp"))).as("both are of this process").hasSize(2);
      assertThat(filesNamed(root, "held")).isEmpty();
    }
  }

  @Test
  void pruningKeepsWhatALivingProcessHasUsed() throws Exception {
    Path root = folder.resolve("store");
    DiskStore store = DiskStore.open(root);
    StoredBlob used = put(store, ScratchHolder.USED);
    StoredBlob unused = put(store, new byte[] {9});
    for (StoredBlob blob : List.of(used, unused)) {
      Files.setLastModifiedTime(blob.file(), java.nio.file.attribute.FileTime.fromMillis(0));
    }
    try (Child living = Child.start(ScratchHolder.class, root)) {
      living.await("ready");

      Pruned pruned = store.inventory().prune(new Pruning.All());

      assertThat(pruned.removed()).extracting(StoreEntry::key).containsExactly(unused.digest());
      assertThat(pruned.inUse()).extracting(StoreEntry::key).containsExactly(used.digest());
      assertThat(used.file()).exists();
    }
    assertThat(store.inventory().prune(new Pruning.All()).removed()).hasSize(1);
    assertThat(used.file()).doesNotExist();
  }

  /** A process that uses a blob, has something in its scratch folder, and waits. */
  static final class ScratchHolder {
    static final byte[] USED = {1, 2, 3};

    private ScratchHolder() {}

    public static void main(String[] arguments) throws Exception {
      DiskStore store = DiskStore.open(Path.of(arguments[0]));
      store.blob(Digest.of(USED));
      Scratch scratch = store.newScratch();
      Files.writeString(scratch.directory().resolve("held"), "text");
      System.out.println("ready");
      Thread.sleep(60_000);
    }
  }

  private Child hammer(Path root, long seed, int rounds) throws IOException {
    return Child.start(StoreHammer.class, root, folder.resolve("made"), seed, rounds);
  }

  private static StoredBlob put(Store store, byte[] bytes) throws IOException {
    try (BlobWriter writer = store.newBlob()) {
      writer.write(bytes);
      return writer.commit();
    }
  }

  private static List<Path> foldersIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isDirectory).toList();
    }
  }

  private static List<Path> filesNamed(Path root, String name) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.endsWith(name)).toList();
    }
  }
}
