package org.repo2oci.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;

/** A real disk that fills up, and one that cannot be written; needs the right to mount. */
@Tag("e2e")
class StoreDiskE2eTest {
  @TempDir Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString());
    assumeTrue(mounted, "this user cannot mount a tmpfs");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", "--lazy", disk.toString())).isTrue();
    }
  }

  @Test
  void aFullDiskFailsClearlyAndLeavesTheStoreAsItWas() throws IOException {
    DiskStore store = DiskStore.open(disk);
    Digest kept = put(store, new byte[1000]);

    assertThatThrownBy(() -> put(store, new byte[3 << 20]))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> assertThat(failure.message()).contains("the disk is full"));
    assertThatThrownBy(() ->
            store.directory(
                "root",
                kept,
                empty -> java.nio.file.Files.write(empty.resolve("large"), new byte[3 << 20])))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("the disk is full");

    assertThat(store.blob(kept)).isPresent();
    assertThat(store.directory("root", kept)).isEmpty();
    assertThat(store.inventory().entries()).hasSize(1);
    assertThat(put(store, new byte[1 << 20])).as("the room is free again").isNotNull();
  }

  @Test
  void aReadOnlyDiskIsRefused() throws Exception {
    assertThat(run("mount", "-o", "remount,ro", disk.toString())).isTrue();
    assertThatThrownBy(() -> DiskStore.open(disk))
        .isInstanceOf(BuildFailure.class)
        .hasMessageMatching("Cannot use the store `.*`: .*[Rr]ead-only.*");
  }

  private static Digest put(Store store, byte[] bytes) throws IOException {
    try (BlobWriter writer = store.newBlob()) {
      for (int at = 0; at < bytes.length; at += 1000) {
        writer.write(bytes, at, Math.min(1000, bytes.length - at));
      }
      return writer.commit().digest();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }
}
