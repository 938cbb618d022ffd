package org.repo2oci.layer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.RandomTree;
import org.repo2oci.image.Digest;
import org.repo2oci.image.MediaType;
import org.repo2oci.store.DiskStore;

class LayerWriterTest {
  private static final Attributes FILE = new Attributes(0644, 0, 0, 1_700_000_000);

  @TempDir Path folder;
  private DiskStore store;

  @BeforeEach
  void open() {
    store = DiskStore.open(folder.resolve("store"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "gzip:9", "zstd", "zstd:1", "none"})
  void theBlobIsTheTreesTar(String compression) throws IOException {
    FileTree tree = mixed();
    LayerOptions options = LayerOptions.of(Compression.parse(compression));

    LayerBlob layer = write(tree, options, 2);

    byte[] tar = tar(tree);
    assertThat(layer.diffId()).isEqualTo(Digest.of(tar));
    assertThat(layer.tarSize()).isEqualTo(tar.length);
    assertThat(layer.mediaType()).isEqualTo(options.compression().mediaType());
    Path blob = file(layer);
    assertThat(layer.size()).isEqualTo(Files.size(blob));
    assertThat(layer.digest()).isEqualTo(Digest.of(Files.readAllBytes(blob)));
    try (InputStream in = LayerReader.uncompressed(blob)) {
      assertThat(in.readAllBytes()).isEqualTo(tar);
    }
    assertThat(LayerReader.diffId(blob)).isEqualTo(layer.diffId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "none"})
  void theBytesDoNotDependOnThreads(String compression) throws IOException {
    LayerOptions options = LayerOptions.of(Compression.parse(compression));
    Set<LayerBlob> layers = new HashSet<>();
    for (int threads : new int[] {0, 1, 2, 7}) {
      layers.add(write(mixed(), options, threads));
    }
    assertThat(layers).hasSize(1);
  }

  /** Parts that wait for a slow block are written while the next file is read. */
  @Test
  void theBytesDoNotDependOnHowSlowThePoolIs() throws IOException {
    Content plain = Content.of(noise(1 << 20));
    Content.Deflated spliced = Deflating.into(folder.resolve("z"), noise(200_000), 6);
    Content range =
        new Content.Range(Files.write(folder.resolve("plain"), noise(3_000_000)), 0, 3_000_000);
    FileTree.Builder tree = FileTree.builder();
    Content[] contents = {plain, spliced, range, spliced, spliced, range};
    for (int i = 0; i < contents.length; i++) {
      tree.putAll(tree("file-" + i, contents[i]));
    }
    ByteArrayOutputStream fast = new ByteArrayOutputStream();
    pipe(tree.build(), 0, fast);
    ByteArrayOutputStream slow = new ByteArrayOutputStream();
    pipe(tree.build(), 1, slow);
    assertThat(slow.toByteArray()).isEqualTo(fast.toByteArray());
  }

  private static void pipe(FileTree tree, int threads, OutputStream out) throws IOException {
    GzipCodec codec =
        new GzipCodec(Compression.Gzip.DEFAULT) {
          @Override
          public byte[] compressed(byte[] bytes, int length) {
            if (threads > 0) {
              LockSupport.parkNanos(20_000_000);
            }
            return super.compressed(bytes, length);
          }
        };
    try (ExecutorService pool = Executors.newSingleThreadExecutor();
        LayerPipe pipe = new LayerPipe(codec, pool, threads, Optional.empty(), out)) {
      TarWriter.write(tree, TarStream.PARENTS, Whiteouts.OCI, pipe);
      pipe.finish();
    }
  }

  @Test
  void aDeflateStreamIsCopiedAndNotCompressedAgain() throws IOException {
    // Stored blocks: whoever compressed this again would make it far smaller.
    byte[] zeros = new byte[100_000];
    Content.Deflated stored = Deflating.into(folder.resolve("stored"), zeros, 0);
    LayerBlob layer = write(tree("zeros", stored), gzip(), 1);
    assertThat(layer.size()).isBetween(100_000L, 101_000L);
    assertThat(LayerReader.diffId(file(layer))).isEqualTo(layer.diffId());
  }

  @Test
  void aSmallDeflateStreamIsCompressedWithItsNeighbours() throws IOException {
    byte[] zeros = new byte[4000];
    Content.Deflated stored = Deflating.into(folder.resolve("stored"), zeros, 0);
    LayerBlob layer = write(tree("zeros", stored), gzip(), 1);
    assertThat(layer.size()).isLessThan(1000);
    assertThat(LayerReader.diffId(file(layer))).isEqualTo(layer.diffId());
  }

  @Test
  void aLayerThatWasWrittenBeforeIsTheSameWithoutInflating() throws IOException {
    LayerBlob known = write(mixed(), gzip(), 2);
    try (LayerWriter writer = LayerWriter.open(store, 2)) {
      assertThat(writer.rewrite(mixed(), gzip(), known)).isEqualTo(known);
    }
  }

  @Test
  void aLayerThatIsOtherThanBeforeIsNotTakenForIt() throws IOException {
    LayerBlob known = write(mixed(), gzip(), 2);
    LayerBlob other = write(LayerFixture.tree(), gzip(), 2);
    try (LayerWriter writer = LayerWriter.open(store, 2)) {
      assertThat(writer.rewrite(LayerFixture.tree(), gzip(), known)).isEqualTo(other);
    }
  }

  @Test
  void gzipAndJavaAcceptTheMembers() throws Exception {
    Path blob = file(write(mixed(), gzip(), 2));
    try (InputStream in = new GZIPInputStream(Files.newInputStream(blob))) {
      assertThat(in.readAllBytes()).isEqualTo(tar(mixed()));
    }
    assumeTrue(Command.exists("gzip"), "no gzip on this machine");
    Path named = Files.copy(blob, folder.resolve("layer.tar.gz"));
    assertThat(Command.run("gzip", "-t", "-v", named)).contains("OK");
  }

  @Test
  void gnuTarAndPythonListTheSameMembers() throws Exception {
    assumeTrue(Command.exists("tar") && Command.exists("python3"), "no GNU tar or no python3");
    Path blob = Files.copy(file(write(mixed(), gzip(), 2)), folder.resolve("layer.tar.gz"));
    String program =
        """
        import sys, tarfile
        for m in tarfile.open(sys.argv[1], "r:gz"):
            print(m.name + ("/" if m.isdir() else ""))
        """;
    String python = Command.run("python3", "-X", "utf8", "-c", program, blob);
    assertThat(Command.run("tar", "--quoting-style=literal", "-tzf", blob)).isEqualTo(python);
    assertThat(python.lines().count()).isGreaterThan(40);
  }

  @Test
  void aTruncatedArchiveBelowFailsAndLeavesNothing() throws IOException {
    Path archive = Files.write(folder.resolve("archive"), new byte[50_000]);
    Content.Range range = new Content.Range(archive, 10_000, 40_000);
    Content.Deflated deflated = Deflating.into(folder.resolve("deflated"), noise(50_000), 6);
    for (Path file : new Path[] {archive, deflated.file()}) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(channel.size() / 2);
      }
    }
    for (Content content : new Content[] {range, deflated}) {
      assertThatThrownBy(() -> write(tree("f", content), gzip(), 2))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ends at byte ");
    }
    assertThat(store.inventory().entries()).isEmpty();
  }

  @Test
  void aDeflateStreamThatIsNotWhatItSaysFailsAndLeavesNothing() throws IOException {
    Content.Deflated good = Deflating.into(folder.resolve("z"), noise(20_000), 6);
    Content[] bad = {
      new Content.Deflated(good.file(), 0, good.compressedSize(), 20_000, 1),
      new Content.Deflated(good.file(), 0, good.compressedSize(), 19_999, good.crc32()),
      new Content.Deflated(good.file(), 0, good.compressedSize() - 1, 20_000, good.crc32()),
      new Content.Deflated(good.file(), 1, good.compressedSize() - 1, 20_000, good.crc32()),
    };
    for (int threads : new int[] {0, 2}) {
      for (Content content : bad) {
        assertThatThrownBy(() -> write(tree("lib/f", content), gzip(), threads))
            .isInstanceOf(BadArchive.class)
            .hasMessageContaining("`lib/f` is damaged in `" + good.file());
      }
    }
    assertThat(store.inventory().entries()).isEmpty();
  }

  @Test
  void filesAreCheckedAgainstWhatWasExpected() throws IOException {
    byte[] large = noise(20_000);
    byte[] small = "small".getBytes(UTF_8);
    FileTree tree =
        FileTree.builder()
            .putAll(tree("large", Deflating.into(folder.resolve("z"), large, 6)))
            .putAll(tree("small", Content.of(small)))
            .build();
    for (int threads : new int[] {0, 2}) {
      try (LayerWriter writer = LayerWriter.open(store, threads)) {
        ExpectedDigests right =
            path -> Optional.of(Digest.of(path.equals("large") ? large : small));
        assertThat(writer.write(tree, gzip(), right)).isEqualTo(writer.write(tree, gzip()));
        for (String wrong : new String[] {"large", "small"}) {
          ExpectedDigests other =
              path -> path.equals(wrong) ? Optional.of(Digest.of(new byte[1])) : Optional.empty();
          assertThatThrownBy(() -> writer.write(tree, gzip(), other))
              .isInstanceOf(BadArchive.class)
              .hasMessageContaining("`" + wrong + "`");
        }
      }
    }
  }

  /** A change of this is a new format, as long as zlib is the same. */
  @Test
  void theFormatNamesAllThatTheBytesDependOn() {
    assertThat(gzip().format())
        .isEqualTo("tar:1,parents:755:0:0:315532800,gzip:5,splice:4096,block:1048576");
    assertThat(LayerOptions.of(Compression.parse("zstd:7")).format())
        .isEqualTo("tar:1,parents:755:0:0:315532800,zstd:7,block:4194304");
    assertThat(LayerOptions.of(Compression.parse("none")).format()).endsWith(",none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bzip2", "gzip:0", "gzip:10", "zstd:23", "zstd:x", "none:1", "gzip:"})
  void compressionsThatThereAreNotAreRefused(String text) {
    assertThatThrownBy(() -> Compression.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void mediaTypesAreThoseOfTheImageSpecification() {
    assertThat(Compression.standard().mediaType()).isEqualTo(MediaType.OCI_LAYER_GZIP);
    assertThat(Compression.parse("zstd").mediaType()).isEqualTo(MediaType.OCI_LAYER_ZSTD);
  }

  /** Spliced and small deflate streams, full blocks, ranges, and everything random. */
  private FileTree mixed() throws IOException {
    Path plain = Files.write(folder.resolve("plain"), noise(2_500_000));
    FileTree.Builder tree = FileTree.builder().putAll(RandomTree.of(5, 150));
    for (int i = 0; i < 20; i++) {
      Path file = folder.resolve("deflated-" + i);
      int size = i % 2 == 0 ? 300 * (i + 1) : 30_000 * (i + 1);
      Content content = Deflating.into(file, noise(size), 1 + i % 9);
      tree.put("wheel/member-" + i, new Node.RegularFile(FILE, content));
    }
    tree.put("range", new Node.RegularFile(FILE, new Content.Range(plain, 100, 2_400_001)));
    return tree.build();
  }

  /** Compresses to about a half. */
  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    Random random = new Random(size);
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) random.nextInt(16);
    }
    return bytes;
  }

  private LayerBlob write(FileTree tree, LayerOptions options, int threads) throws IOException {
    try (LayerWriter writer = LayerWriter.open(store, threads)) {
      return writer.write(tree, options);
    }
  }

  private Path file(LayerBlob layer) {
    return store.blob(layer.digest()).orElseThrow().file();
  }

  private static LayerOptions gzip() {
    return LayerOptions.of(Compression.standard());
  }

  private static FileTree tree(String path, Content content) {
    return FileTree.builder().put(path, new Node.RegularFile(FILE, content)).build();
  }

  private static byte[] tar(FileTree tree) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarStream.write(tree, out);
    return out.toByteArray();
  }
}
