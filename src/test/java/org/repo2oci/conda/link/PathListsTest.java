package org.repo2oci.conda.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.repo2oci.conda.link.LinkerFixture.PREFIX;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.store.DiskStore;
import org.repo2oci.store.Store;

class PathListsTest {
  @TempDir Path folder;
  private LinkerFixture fixture;
  private Store store;
  private final CondaArchiveBuilder demo = CondaArchiveBuilder.of("demo", "1.0");

  @BeforeEach
  void prepare() {
    fixture = new LinkerFixture(folder);
    store = DiskStore.open(folder.resolve("store"));
  }

  @Test
  void areWhatTheLinkerInstalls() throws IOException {
    demo.noarchPython("tool = a:b")
        .file("site-packages/a.py", "")
        .file("share/ü", "")
        .link("share/l", "ü")
        .list("share/e", "directory", java.util.Map.of());
    for (CondaArchiveBuilder.Made made : List.of(demo.conda(folder), demo.tarBz2(folder))) {
      assertThat(new PathLists(store, PREFIX).get(made.locked(), made.file()))
          .isEqualTo(fixture.link(made).paths());
    }
  }

  @Test
  void ofOldArchivesTooAreRead() throws IOException {
    CondaArchiveBuilder.Made made =
        demo.withoutPathsJson()
            .file("lib/d", "")
            .link("lib/e", "d")
            .info("files", "lib/d\nlib/e\n")
            .tarBz2(folder);

    assertThat(new PathLists(store, PREFIX).get(made.locked(), made.file()).entries())
        .containsExactly(
            new PackagePaths.Entry(PackagePaths.Kind.FILE, "lib/d"),
            new PackagePaths.Entry(PackagePaths.Kind.LINK, "lib/e"));
  }

  @Test
  void areKnownWithoutTheArchiveOnceRead() throws IOException {
    CondaArchiveBuilder.Made made = demo.file("bin/.demo-post-link.sh", "").conda(folder);
    PathLists lists = new PathLists(store, PREFIX);
    assertThat(lists.known(made.locked())).isEmpty();
    PackagePaths read = lists.get(made.locked(), made.file());
    Files.delete(made.file());

    assertThat(lists.known(made.locked())).contains(read);
    assertThat(lists.get(made.locked(), made.file())).isEqualTo(read);
  }

  @Test
  void sayWhichScriptsThereAre() throws IOException {
    CondaArchiveBuilder.Made made =
        demo.program("bin/.demo-post-link.sh", "")
            .program("bin/.demo-pre-link.sh", "")
            .program("bin/.other-post-link.sh", "")
            .file("etc/conda/activate.d/b.sh", "")
            .file("etc/conda/activate.d/a.sh", "")
            .file("etc/conda/activate.d/a.fish", "")
            .file("etc/conda/deactivate.d/a.sh", "")
            .conda(folder);
    PackagePaths paths = new PathLists(store, PREFIX).get(made.locked(), made.file());

    assertThat(paths.postLink()).contains("bin/.demo-post-link.sh");
    assertThat(paths.preLink()).contains("bin/.demo-pre-link.sh");
    assertThat(paths.activation())
        .containsExactly("etc/conda/activate.d/a.sh", "etc/conda/activate.d/b.sh");
    assertThat(paths.deactivation()).containsExactly("etc/conda/deactivate.d/a.sh");
  }
}
