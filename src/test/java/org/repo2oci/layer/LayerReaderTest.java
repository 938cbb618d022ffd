package org.repo2oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.RandomTree;
import org.repo2oci.filetree.TreeText;
import org.repo2oci.image.Digest;
import org.repo2oci.store.DiskStore;

class LayerReaderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "none"})
  void aLayerIsReadAsItWasWritten(String compression) throws IOException {
    FileTree tree =
        FileTree.builder()
            .putAll(RandomTree.of(21, 400))
            .addMissingParents(TarStream.PARENTS)
            .build();
    DiskStore store = DiskStore.open(folder.resolve("store"));
    LayerBlob layer;
    try (LayerWriter writer = LayerWriter.open(store, 2)) {
      layer = writer.write(tree, LayerOptions.of(Compression.parse(compression)));
    }
    Path blob = store.blob(layer.digest()).orElseThrow().file();

    FileTree read = LayerReader.read(blob, layer.diffId(), folder.resolve("contents"));

    assertThat(TreeText.of(read)).isEqualTo(TreeText.of(tree));
  }

  @Test
  void aLayerWithAnotherDiffIdIsRefused() throws IOException {
    Path blob = Files.write(folder.resolve("layer"), HostileTar.file("etc/passwd"));
    assertThatThrownBy(
            () -> LayerReader.read(blob, Digest.of(new byte[0]), folder.resolve("contents")))
        .isInstanceOf(BadArchive.class)
        .hasMessageContaining("the layer's tar");
  }

  @Test
  void hostileNamesAreRefused() throws IOException {
    byte[] tar = HostileTar.file("../../etc/passwd");
    Path blob = Files.write(folder.resolve("layer"), tar);
    assertThatThrownBy(() -> LayerReader.read(blob, Digest.of(tar), folder.resolve("contents")))
        .isInstanceOf(BadArchive.class)
        .hasMessageContaining("../../etc/passwd");
  }

  @Test
  void aLayerWithoutItsZeroBlocksIsReadAsOthersReadIt() throws IOException {
    byte[] tar = Arrays.copyOf(HostileTar.file("etc/passwd"), 512);
    Path blob = Files.write(folder.resolve("layer"), tar);
    assertThat(LayerReader.read(blob, Digest.of(tar), folder.resolve("contents")).nodes())
        .containsOnlyKeys("etc/passwd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void aBlobThatIsCutOffIsRefused(String compression) throws IOException {
    DiskStore store = DiskStore.open(folder.resolve("store"));
    LayerBlob layer;
    try (LayerWriter writer = LayerWriter.open(store, 0)) {
      layer = writer.write(LayerFixture.tree(), LayerOptions.of(Compression.parse(compression)));
    }
    byte[] whole = Files.readAllBytes(store.blob(layer.digest()).orElseThrow().file());
    for (int length = 1; length < whole.length; length += 37) {
      Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      Path contents = folder.resolve("contents-" + length);
      assertThatThrownBy(() -> LayerReader.read(cut, layer.diffId(), contents))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(IOException.class);
    }
  }
}
