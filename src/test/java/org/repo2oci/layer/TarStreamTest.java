package org.repo2oci.layer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.RandomTree;
import org.repo2oci.filetree.TreeText;
import org.repo2oci.image.Digest;

class TarStreamTest {
  private static final Attributes FILE = new Attributes(0644, 1000, 1000, 1_700_000_000);
  private static final Attributes FOLDER = new Attributes(0755, 1000, 1000, 1_700_000_000);
  private static final Attributes HIDDEN = new Attributes(0, 0, 0, TarStream.PARENTS.mtime());

  @TempDir Path scratch;

  @Nested
  class RoundTrips {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aTreeIsReadAsItWasWritten(long seed) throws IOException {
      FileTree tree = RandomTree.of(seed, 300);
      FileTree read = read(written(tree));
      assertThat(TreeText.of(read)).isEqualTo(TreeText.of(withParents(tree)));
      assertThat(written(read)).isEqualTo(written(tree));
    }

    @ParameterizedTest
    @EnumSource(Whiteouts.class)
    void everyFormOfWhiteoutsIsRead(Whiteouts form) throws IOException {
      FileTree tree =
          FileTree.builder()
              .put("etc/gone", new Node.Whiteout(HIDDEN))
              .put("etc/kept", new Node.RegularFile(FILE, Content.of(new byte[3])))
              .put("gone", new Node.Whiteout(HIDDEN))
              .put("new", new Node.OpaqueDirectory(FOLDER))
              .put("new/file", new Node.RegularFile(FILE, Content.of(new byte[600])))
              .build();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      TarStream.write(tree, form, out);
      assertThat(TreeText.of(read(out.toByteArray()))).isEqualTo(TreeText.of(withParents(tree)));
    }

    @Test
    void sizesAndOwnersThatNeedPaxAreKept() throws IOException {
      FileTree tree =
          FileTree.builder()
              .put(
                  "f",
                  new Node.RegularFile(
                      new Attributes(07777, Integer.MAX_VALUE, 3_000_000, -5),
                      Content.of("x".getBytes(UTF_8))))
              .build();
      assertThat(TreeText.of(read(written(tree)))).isEqualTo(TreeText.of(tree));
    }
  }

  @Nested
  class Bytes {
    /** A change of these bytes is a new format: every layer of every image changes with it. */
    @Test
    void ofASmallFixtureArePinned() throws IOException {
      assertThat(Digest.of(written(LayerFixture.tree())).hex()).isEqualTo(LayerFixture.TAR);
    }

    @Test
    void areWholeBlocksAndEndWithTwoOfZeros() throws IOException {
      byte[] tar = written(LayerFixture.tree());
      assertThat(tar.length % 512).isZero();
      assertThat(Arrays.copyOfRange(tar, tar.length - 1024, tar.length)).containsOnly(0);
      assertThat(tar[tar.length - 1024 - 512]).as("no more than that").isNotZero();
      assertThat(written(FileTree.empty())).hasSize(1024).containsOnly(0);
    }

    @Test
    void doNotDependOnWhichNameIsTheLink() throws IOException {
      Node.RegularFile file = new Node.RegularFile(FILE, Content.of(new byte[10]));
      FileTree one =
          FileTree.builder()
              .put("a", file)
              .put("b", new Node.HardLink(FILE, "a"))
              .put("c", new Node.HardLink(FILE, "b"))
              .build();
      FileTree other =
          FileTree.builder()
              .put("a", new Node.HardLink(FILE.withMode(0), "c"))
              .put("b", new Node.HardLink(FILE, "c"))
              .put("c", file)
              .build();
      assertThat(written(other)).isEqualTo(written(one));
      assertThat(members(written(one))).containsExactly("0 a", "1 b > a", "1 c > a");
    }

    @Test
    void haveEachFolderOnceBeforeWhatItHoldsAndWhiteoutsBeforeSiblings() throws IOException {
      FileTree tree =
          FileTree.builder()
              .put("a/!first", new Node.RegularFile(FILE, Content.of(new byte[0])))
              .put("a/gone", new Node.Whiteout(HIDDEN))
              .put("a-b", new Node.RegularFile(FILE, Content.of(new byte[0])))
              .put("a/sub/x", new Node.SymbolicLink(FILE, "y"))
              .put("z", new Node.OpaqueDirectory(FOLDER))
              .put("z/gone", new Node.Whiteout(HIDDEN))
              .put("top", new Node.Whiteout(HIDDEN))
              .build();
      assertThat(members(written(tree)))
          .containsExactly(
              "0 .wh.top",
              "5 a/",
              "0 a/.wh.gone",
              "0 a/!first",
              "5 a/sub/",
              "2 a/sub/x > y",
              "0 a-b",
              "5 z/",
              "0 z/.wh..wh..opq",
              "0 z/.wh.gone");
    }

    @Test
    void giveFoldersThatTheTreeLacksConstantAttributes() throws IOException {
      FileTree tree =
          FileTree.builder()
              .put("listed", new Node.Directory(FOLDER))
              .put("listed/not/file", new Node.RegularFile(FILE, Content.of(new byte[0])))
              .build();
      FileTree read = read(written(tree));
      assertThat(read.node("listed").orElseThrow().attributes()).isEqualTo(FOLDER);
      assertThat(read.node("listed/not").orElseThrow().attributes())
          .isEqualTo(new Attributes(0755, 0, 0, 315_532_800L));
    }

    @Test
    void usePaxOnlyWhereNeeded() throws IOException {
      String fits = "d".repeat(99) + "/" + "f".repeat(100);
      String slashed = "d".repeat(90) + "/" + "e".repeat(64) + "/" + "f".repeat(99);
      String tooLong = "f".repeat(101);
      for (String path : List.of("short", fits, slashed)) {
        assertThat(headerTypes(path)).as(path).doesNotContain("x");
      }
      for (String path : List.of("é", tooLong)) {
        assertThat(headerTypes(path)).as(path).contains("x");
      }
    }

    private String headerTypes(String path) throws IOException {
      byte[] tar =
          written(
              FileTree.builder()
                  .put(path, new Node.RegularFile(FILE, Content.of(new byte[0])))
                  .build());
      StringBuilder types = new StringBuilder();
      for (int at = 0; at < tar.length; at += 512) {
        if (new String(tar, at + 257, 5, UTF_8).equals("ustar")) {
          types.append((char) tar[at + 156]);
        }
      }
      assertThat(members(tar)).last().asString().endsWith(path);
      return types.toString();
    }
  }

  @Nested
  class Refuses {
    @Test
    void contentOfAnotherSizeThanItSays() throws IOException {
      Path file = Files.write(scratch.resolve("f"), new byte[100]);
      assertThatThrownBy(() -> written(tree("short", new Content.Range(file, 50, 51))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
      Content.Deflated honest = Deflating.into(scratch.resolve("z"), new byte[3000], 6);
      for (int wrong : new int[] {-1, 1}) {
        Content.Deflated lying =
            new Content.Deflated(
                honest.file(), 0, honest.compressedSize(), 3000 + wrong, honest.crc32());
        assertThatThrownBy(() -> written(tree("lying", lying)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("`lying`");
      }
    }

    @Test
    void treesThatNoFilesystemHas() {
      FileTree below =
          FileTree.builder()
              .put("f", new Node.RegularFile(FILE, Content.of(new byte[0])))
              .put("f/g/h", new Node.RegularFile(FILE, Content.of(new byte[0])))
              .build();
      FileTree dangling =
          FileTree.builder().put("link", new Node.HardLink(FILE, "nowhere")).build();
      FileTree circle =
          FileTree.builder()
              .put("a", new Node.HardLink(FILE, "b"))
              .put("b", new Node.HardLink(FILE, "a"))
              .build();
      FileTree whiteout = tree(".wh.x", Content.of(new byte[0]));
      for (FileTree tree : List.of(below, dangling, circle, whiteout)) {
        assertThatThrownBy(() -> written(tree)).isInstanceOf(IllegalArgumentException.class);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "a/./b", "a//b", "a/.wh...", "b/.wh."})
    void hostileNames(String name) {
      assertThatThrownBy(() -> read(HostileTar.file(name)))
          .isInstanceOf(BadArchive.class)
          .hasMessageStartingWith("Refused the archive: ");
    }

    @Test
    void filesBehindALink() {
      assertThatThrownBy(() -> read(HostileTar.linkThenFile("l", "/etc", "l/a/passwd")))
          .isInstanceOf(BadArchive.class)
          .hasMessageContaining("`l/a/passwd` lies in `l`");
    }

    @Test
    void hardLinksOutOfTheRoot() {
      assertThatThrownBy(() -> read(HostileTar.hardLink("x", "../../etc/shadow")))
          .isInstanceOf(BadArchive.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 512, 513, 1024, 1100, 2048})
    void aTarThatIsCutOff(int missing) throws IOException {
      byte[] whole = written(tree("f", Content.of("x".repeat(700).getBytes(UTF_8))));
      assertThat(whole).hasSize(512 + 1024 + 1024);
      assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length - missing)))
          .isInstanceOf(IOException.class);
    }

    @Test
    void overlaysThatAreNotWholeByThemselves() {
      assertThatThrownBy(() -> read(HostileTar.withPax("d/", "SCHILY.xattr.user.overlay.redirect")))
          .isInstanceOf(BadArchive.class)
          .hasMessageContaining("redirect");
    }
  }

  @Test
  void namesFromTheRootAreMeantBelowIt() throws IOException {
    assertThat(read(HostileTar.file("/etc/passwd")).nodes()).containsOnlyKeys("etc/passwd");
    assertThat(read(HostileTar.file("./etc/passwd")).nodes()).containsOnlyKeys("etc/passwd");
  }

  private FileTree read(byte[] tar) throws IOException {
    Path contents = Files.createTempFile(scratch, "contents", "");
    Files.delete(contents);
    return TarStream.read(new ByteArrayInputStream(tar), contents);
  }

  private static byte[] written(FileTree tree) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarStream.write(tree, out);
    return out.toByteArray();
  }

  private static FileTree tree(String path, Content content) {
    return FileTree.builder().put(path, new Node.RegularFile(FILE, content)).build();
  }

  private static FileTree withParents(FileTree tree) {
    return FileTree.builder().putAll(tree).addMissingParents(TarStream.PARENTS).build();
  }

  /** Type, name and link target of each member, by a reader that is not ours. */
  private static List<String> members(byte[] tar) throws IOException {
    List<String> members = new ArrayList<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(tar), "UTF-8")) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String link = entry.getLinkName().isEmpty() ? "" : " > " + entry.getLinkName();
        members.add((char) entry.getLinkFlag() + " " + entry.getName() + link);
      }
    }
    return members.stream().collect(Collectors.toList());
  }
}
