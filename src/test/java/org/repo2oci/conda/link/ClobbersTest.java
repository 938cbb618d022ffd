package org.repo2oci.conda.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.repo2oci.conda.link.LinkerFixture.ENV;
import static org.repo2oci.conda.link.LinkerFixture.PREFIX;
import static org.repo2oci.conda.link.LinkerFixture.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.pypi.install.Bytecode;

class ClobbersTest {
  @TempDir Path folder;
  private LinkerFixture fixture;
  private final List<PackagePaths> paths = new ArrayList<>();
  private final Map<String, FileTree> trees = new TreeMap<>();

  @BeforeEach
  void prepare() {
    fixture = new LinkerFixture(folder);
  }

  private void link(CondaArchiveBuilder builder) throws IOException {
    LinkedPackage linked = fixture.link(builder.conda(folder));
    paths.add(linked.paths());
    trees.put(linked.locked().record().name(), linked.tree(Bytecode.none()));
  }

  private static CondaArchiveBuilder named(String name) {
    return CondaArchiveBuilder.of(name, "1");
  }

  @Test
  void packagesThatShareOnlyFoldersNeedNothing() throws IOException {
    link(named("a").file("share/a", "").list("share/empty", "directory", Map.of()));
    link(named("b").file("share/b", "").list("share/empty", "directory", Map.of()));

    Clobbers clobbers = Clobbers.of(paths);

    assertThat(clobbers.isEmpty()).isTrue();
    assertThat(clobbers.tree(PREFIX, trees).isEmpty()).isTrue();
    clobbers.warn(fixture.events::add);
    assertThat(fixture.events).isEmpty();
  }

  @Test
  void whatIsLinkedLaterWins() throws IOException {
    link(named("z").file("share/x", "of z").file("share/y", "of z").file("share/z", ""));
    link(named("a").file("share/x", "of a").file("share/y", "of a"));

    Clobbers clobbers = Clobbers.of(paths);

    assertThat(clobbers.all())
        .containsExactly(
            new Clobber("share/x", "a", List.of("z")), new Clobber("share/y", "a", List.of("z")));
    assertThat(clobbers.packages()).containsExactly("a");
    FileTree above = clobbers.tree(PREFIX, trees);
    assertThat(text(above, ENV + "share/x")).isEqualTo("of a");
    assertThat(above.node(ENV + "share/z")).isEmpty();
    assertThat(above.node(ENV + "share")).contains(new Node.Directory(PREFIX.folder()));
    clobbers.warn(fixture.events::add);
    assertThat(fixture.events)
        .containsExactly(
            new BuildEvent.Warned(
                "The packages `z`, `a` all have `share/x` and 1 other paths; what `a` has there is"
                    + " used"));
  }

  @Test
  void commandsWinOverFiles() throws IOException {
    link(named("a").noarchPython("tool = a:main"));
    link(named("b").program("bin/tool", "of b"));

    FileTree above = Clobbers.of(paths).tree(PREFIX, trees);

    assertThat(text(above, ENV + "bin/tool")).contains("from a import main");
  }

  @Test
  void bytecodeGoesWithItsModule() throws IOException {
    link(named("a").noarchPython().file("site-packages/tests/__init__.py", "a = 1"));
    link(named("b").noarchPython().file("site-packages/tests/__init__.py", "b = 1"));

    assertThat(Clobbers.of(paths).all())
        .extracting(Clobber::path, Clobber::winner)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(
                "lib/python3.13/site-packages/tests/__init__.py", "b"),
            org.assertj.core.groups.Tuple.tuple(
                "lib/python3.13/site-packages/tests/__pycache__/__init__.cpython-313.pyc", "b"));
  }

  @Test
  void aLinkToAFolderStaysAndFilesGoWhereItLeads() throws IOException {
    link(named("a").link("lib64", "lib").file("lib/a", "a"));
    link(named("b").file("lib64/b", "of b").file("lib64/c", "of b"));
    link(named("c").file("lib/c", "of c"));

    Clobbers clobbers = Clobbers.of(paths);
    FileTree above = clobbers.tree(PREFIX, trees);

    assertThat(clobbers.packages()).containsExactly("a", "b");
    assertThat(above.node(ENV + "lib64").orElseThrow())
        .isInstanceOfSatisfying(
            Node.SymbolicLink.class, link -> assertThat(link.target()).isEqualTo("lib"));
    assertThat(text(above, ENV + "lib/b")).isEqualTo("of b");
    assertThat(above.node(ENV + "lib/c")).as("the later package has it already").isEmpty();
    assertThat(above.nodes().keySet()).noneMatch(path -> path.startsWith(ENV + "lib64/"));
  }

  @Test
  void aFileThatIsAFolderOfAnotherIsRefused() throws IOException {
    link(named("a").file("share/x", "file"));
    link(named("b").file("share/x/y", "below"));

    assertThatExceptionOfType(BuildFailure.class)
        .isThrownBy(() -> Clobbers.of(paths))
        .withMessage(
            "Cannot link `a` and `b` into one environment: `share/x` is a file of the one and a"
                + " folder of the other");
  }

  @Test
  void theKeyOfWhatLiesAboveCoversWinnersOnly() throws IOException {
    link(named("a").file("x", "a"));
    link(named("b").file("x", "b"));

    assertThat(Clobbers.of(paths).material(Map.of("b", List.of("key of b"))))
        .containsExactly("x\0b", "b", "key of b");
  }
}
