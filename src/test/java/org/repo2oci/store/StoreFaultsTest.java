package org.repo2oci.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;

class StoreFaultsTest {
  @TempDir Path folder;

  @Test
  void aFileInPlaceOfTheFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("cache"), "");
    assertUnusable(file, "is no folder");
    assertUnusable(file.resolve("repo2oci"), "");
  }

  @Test
  void aPlaceWhereNothingCanBeMade() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc on this machine");
    assertUnusable(Path.of("/proc/self/repo2oci"), "");
  }

  @Test
  void aFullDiskSaysWhatIsNeededAndWhatToDo() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full on this machine");
    try (OutputStream out = Files.newOutputStream(full)) {
      assertThatThrownBy(() -> out.write(new byte[10]))
          .isInstanceOfSatisfying(
              IOException.class,
              cause ->
                  assertThat(full(cause))
                      .hasMessage(
                          "Cannot write to the store `%s`: the disk is full".formatted(folder))
                      .satisfies(failure -> {
                        assertThat(failure.details())
                            .singleElement()
                            .asString()
                            .startsWith("at least 4,000 bytes are needed");
                        assertThat(failure.hints()).isNotEmpty();
                      }));
    }
  }

  @Test
  void anotherFaultIsNoFullDisk() {
    IOException cause = new IOException("Input/output error");
    assertThatThrownBy(() -> StoreFailures.full(folder, 10, cause)).isSameAs(cause);
  }

  private BuildFailure full(IOException cause) {
    try {
      return StoreFailures.full(folder, 4000, cause);
    } catch (IOException e) {
      throw new AssertionError("not taken for a full disk", e);
    }
  }

  private static void assertUnusable(Path root, String reason) {
    assertThatThrownBy(() -> DiskStore.open(root))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.ENVIRONMENT);
              assertThat(failure.message())
                  .startsWith("Cannot use the store `%s`: ".formatted(root))
                  .contains(reason)
                  .doesNotEndWith(": ");
              assertThat(failure.hints()).isNotEmpty();
            });
  }
}
