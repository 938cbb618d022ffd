package org.repo2oci.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.image.Digest;

class DirectoriesTest {
  private static final Digest KEY = Digest.of("key".getBytes(UTF_8));

  @TempDir Path root;
  private DiskStore store;

  @BeforeEach
  void open() {
    store = DiskStore.open(root);
  }

  @Test
  void oneOfManyThreadsMakesIt() throws Exception {
    AtomicInteger made = new AtomicInteger();
    List<Future<Path>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        all.add(
            threads.submit(() ->
                store.directory(
                    "root",
                    KEY,
                    empty -> {
                      made.incrementAndGet();
                      Files.writeString(empty.resolve("file"), "text");
                    })));
      }
    }
    assertThat(made).hasValue(1);
    for (Future<Path> directory : all) {
      assertThat(directory.get().resolve("file")).hasContent("text");
    }
    assertThat(store.directory("root", KEY)).contains(all.getFirst().get());
  }

  @Test
  void aMakerThatFailsLeavesNothing() throws IOException {
    assertThatThrownBy(() ->
            store.directory(
                "root",
                KEY,
                empty -> {
                  Files.writeString(empty.resolve("half"), "");
                  throw new IOException("torn");
                }))
        .isInstanceOf(IOException.class)
        .hasMessage("torn");
    assertThat(store.directory("root", KEY)).isEmpty();
    assertThat(temporary()).containsExactly("alive");

    Path directory = store.directory("root", KEY, empty -> {});
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aMakerMayAskForOtherDirectories() throws IOException {
    Digest other = Digest.of("other".getBytes(UTF_8));
    Path directory =
        store.directory(
            "root",
            KEY,
            empty ->
                Files.writeString(
                    empty.resolve("below"), store.directory("root", other, e -> {}).toString()));
    assertThat(directory.resolve("below"))
        .hasContent(store.directory("root", other).orElseThrow().toString());
  }

  @Test
  void aMakerThatAsksForItselfIsABug() {
    assertThatThrownBy(
            () -> store.directory("root", KEY, empty -> store.directory("root", KEY, again -> {})))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatWasMadeBeforeTheMachineStartedAnewIsMadeAgain() throws IOException {
    Path first = store.directory("root", KEY, empty -> Files.createFile(empty.resolve("old")));
    Files.writeString(first.resolveSibling("made"), "another boot");
    assertThat(store.directory("root", KEY)).isEmpty();

    Path second = store.directory("root", KEY, empty -> Files.createFile(empty.resolve("new")));

    assertThat(second.resolve("new")).exists();
    assertThat(second.resolve("old")).doesNotExist();
    assertThat(temporary()).containsExactly("alive");
  }

  @Test
  void scratchIsRemovedWithWhatIsInIt() throws IOException {
    Path directory;
    try (Scratch scratch = store.newScratch()) {
      directory = scratch.directory();
      assertThat(directory).isEmptyDirectory();
      Files.createDirectories(directory.resolve("a/b"));
      Files.writeString(directory.resolve("a/b/file"), "text");
      Files.createSymbolicLink(directory.resolve("a/link"), root);
      assertThat(directory.resolve("a").toFile().setWritable(false)).isTrue();
    }
    assertThat(directory).doesNotExist();
    assertThat(root.resolve("tmp")).exists();
  }

  private List<String> temporary() throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("tmp"), 2)) {
      return files
          .filter(file -> root.resolve("tmp").relativize(file).getNameCount() == 2)
          .map(file -> file.getFileName().toString())
          .toList();
    }
  }
}
