package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

class NormalChangesTest {
  private static final int DATE = 1_700_000_000;
  private static final int NOW = 1_800_000_000;
  private static final String CACHE = "home/jovyan/.cache/pip";

  @TempDir Path folder;

  private static Node file(String text, long mtime) {
    return new Node.RegularFile(
        new Attributes(0644, 1000, 1000, mtime), Content.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private Node bytecode(int flags, int mtime) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0x0a0d0df3).putInt(flags).putInt(mtime).putInt(4).putInt(7);
    Path contents = Files.createTempFile(folder, "contents", "");
    Files.write(contents, bytes.array());
    return new Node.RegularFile(
        new Attributes(0644, 1000, 1000, NOW), new Content.Range(contents, 0, 20));
  }

  private static FileTree of(FileTree.Builder changes) throws IOException {
    return new NormalChanges(DATE, List.of(CACHE)).of(changes.build());
  }

  private static int word(FileTree tree, String path, int offset) throws IOException {
    if (!(tree.node(path).orElseThrow() instanceof Node.RegularFile file)) {
      throw new AssertionError(path);
    }
    try (var in = file.content().open()) {
      return ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
    }
  }

  @Test
  void whatIsNewerThanTheBuildGetsItsTime() throws IOException {
    FileTree layer =
        of(
            FileTree.builder()
                .put("new", file("x", NOW))
                .put("old", file("x", 5))
                .put("gone", new Node.Whiteout(new Attributes(0, 0, 0, NOW)))
                .put("link", new Node.SymbolicLink(new Attributes(0777, 0, 0, NOW), "new")));
    assertThat(layer.nodes().values())
        .extracting(node -> node.attributes().mtime())
        .containsExactly((long) DATE, (long) DATE, (long) DATE, 5L);
  }

  @Test
  void bytecodeFollowsItsSource() throws IOException {
    FileTree layer =
        of(
            FileTree.builder()
                .put("a/m.py", file("x", NOW))
                .put("a/__pycache__/m.cpython-313.pyc", bytecode(0, NOW))
                .put("top.py", file("x", NOW))
                .put("__pycache__/top.cpython-313.opt-1.pyc", bytecode(0, NOW)));
    assertThat(word(layer, "a/__pycache__/m.cpython-313.pyc", 8)).isEqualTo(DATE);
    assertThat(word(layer, "a/__pycache__/m.cpython-313.pyc", 12)).isEqualTo(4);
    assertThat(word(layer, "__pycache__/top.cpython-313.opt-1.pyc", 8)).isEqualTo(DATE);
  }

  @Test
  void bytecodeOfOtherSourcesIsLeftAlone() throws IOException {
    FileTree layer =
        of(
            FileTree.builder()
                .put("__pycache__/below.cpython-313.pyc", bytecode(0, NOW))
                .put("hashed.py", file("x", NOW))
                .put("__pycache__/hashed.cpython-313.pyc", bytecode(3, NOW))
                .put("stale.py", file("x", NOW))
                .put("__pycache__/stale.cpython-313.pyc", bytecode(0, 77))
                .put("old.py", file("x", 5))
                .put("__pycache__/old.cpython-313.pyc", bytecode(0, 5)));
    assertThat(word(layer, "__pycache__/below.cpython-313.pyc", 8)).isEqualTo(NOW);
    assertThat(word(layer, "__pycache__/hashed.cpython-313.pyc", 8)).isEqualTo(NOW);
    assertThat(word(layer, "__pycache__/stale.cpython-313.pyc", 8)).isEqualTo(77);
    assertThat(word(layer, "__pycache__/old.cpython-313.pyc", 8)).isEqualTo(5);
  }

  @Test
  void linksToFilesOfADroppedCacheBecomeTheFiles() throws IOException {
    Attributes any = new Attributes(0644, 1000, 1000, 5);
    FileTree layer =
        of(
            FileTree.builder()
                .put(CACHE + "/wheel", file("wheel", 5))
                .put("site/one", new Node.HardLink(any, CACHE + "/wheel"))
                .put("site/two", new Node.HardLink(any, CACHE + "/wheel"))
                .put(CACHE + "-not", file("kept", 5)));
    assertThat(layer.nodes())
        .containsOnlyKeys(CACHE + "-not", "site/one", "site/two")
        .containsEntry("site/two", new Node.HardLink(any, "site/one"));
    assertThat(layer.node("site/one").orElseThrow()).isInstanceOf(Node.RegularFile.class);
  }
}
