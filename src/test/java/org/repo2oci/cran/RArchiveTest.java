package org.repo2oci.cran;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.cran.install.RArchive;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.FileTree;

class RArchiveTest {
  @TempDir private Path folder;

  private FileTree tree(String... paths) throws IOException {
    Map<String, String> files = new java.util.LinkedHashMap<>();
    for (String path : paths) {
      files.put(path, path);
    }
    Path archive = folder.resolve("glue.tar.gz");
    Files.write(archive, MadeRepository.archive(files));
    return RArchive.tree(
        archive,
        "glue",
        "srv/rlibs",
        new Attributes(0644, 1000, 1000, 1),
        Files.createTempDirectory(folder, "c").resolve("contents"));
  }

  @Test
  void everythingLiesInTheLibraryAndBelongsToOneUser() throws IOException {
    FileTree tree = tree("glue/DESCRIPTION", "glue/libs/glue.so");
    assertThat(tree.nodes().keySet())
        .containsExactly(
            "srv/rlibs/glue",
            "srv/rlibs/glue/DESCRIPTION",
            "srv/rlibs/glue/libs",
            "srv/rlibs/glue/libs/glue.so");
    assertThat(tree.nodes().values())
        .allSatisfy(node -> {
          assertThat(node.attributes().uid()).isEqualTo(1000);
          assertThat(node.attributes().mtime()).isEqualTo(1);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"other/DESCRIPTION", "glue/../../etc/passwd", "gluee/x", "x"})
  void nothingLiesElsewhere(String path) {
    assertThatThrownBy(() -> tree("glue/DESCRIPTION", path)).isInstanceOf(IOException.class);
  }

  @Test
  void anArchiveOfAnotherPackageIsNone() throws IOException {
    Path archive = folder.resolve("x.tar.gz");
    Files.write(archive, MadeRepository.archive(Map.of("other/DESCRIPTION", "Package: other\n")));
    assertThatThrownBy(() -> RArchive.description(archive, "glue"))
        .hasMessage("it has no `glue/DESCRIPTION`");
  }
}
