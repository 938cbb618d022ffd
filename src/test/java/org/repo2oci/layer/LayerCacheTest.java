package org.repo2oci.layer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.RandomTree;
import org.repo2oci.image.Digest;
import org.repo2oci.store.DiskStore;
import org.repo2oci.store.Pruning;

class LayerCacheTest {
  private static final Digest KEY = Digest.of("key".getBytes(UTF_8));
  private static final LayerOptions OPTIONS = LayerOptions.of(Compression.standard());

  @TempDir Path folder;
  private DiskStore store;
  private LayerWriter writer;
  private LayerCache cache;
  private final AtomicInteger asked = new AtomicInteger();

  @BeforeEach
  void open() {
    store = DiskStore.open(folder);
    writer = LayerWriter.open(store, 1);
    cache = new LayerCache(store, writer);
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void aKeyIsBuiltOnce() throws IOException {
    assertThat(cache.find(KEY)).isEmpty();
    LayerBlob first = cache.build(KEY, () -> asked(LayerFixture.tree()), OPTIONS);
    LayerBlob second = cache.build(KEY, () -> asked(LayerFixture.tree()), OPTIONS);

    assertThat(second).isEqualTo(first);
    assertThat(asked).hasValue(1);
    assertThat(new LayerCache(DiskStore.open(folder), writer).find(KEY)).contains(first);
  }

  @Test
  void aLayerWhoseBlobIsGoneIsKnownAndBuiltAgain() throws IOException {
    LayerBlob first = cache.build(KEY, () -> asked(LayerFixture.tree()), OPTIONS);
    Files.delete(store.blob(first.digest()).orElseThrow().file());

    assertThat(cache.find(KEY)).isEmpty();
    assertThat(cache.recorded(KEY)).contains(first);
    assertThat(cache.build(KEY, () -> asked(LayerFixture.tree()), OPTIONS)).isEqualTo(first);
    assertThat(asked).hasValue(2);
    assertThat(cache.find(KEY)).contains(first);
  }

  @Test
  void aStepThatGivesOtherFilesTheSecondTimeGetsItsOwnDiffId() throws IOException {
    LayerBlob first = cache.build(KEY, LayerFixture::tree, OPTIONS);
    Files.delete(store.blob(first.digest()).orElseThrow().file());

    LayerBlob second = cache.build(KEY, () -> RandomTree.of(3, 20), OPTIONS);

    assertThat(second.diffId()).isNotEqualTo(first.diffId());
    Path blob = store.blob(second.digest()).orElseThrow().file();
    assertThat(LayerReader.diffId(blob)).isEqualTo(second.diffId());
    assertThat(cache.find(KEY)).contains(second);
  }

  @Test
  void aPrunedStoreKnowsNothing() throws IOException {
    cache.build(KEY, LayerFixture::tree, OPTIONS);
    store.inventory().prune(new Pruning.All());
    assertThat(cache.recorded(KEY)).isEmpty();
  }

  @Test
  void aRecordOfAnotherVersionIsNoRecord() throws IOException {
    store.putRecord("layer", KEY, "something else".getBytes(UTF_8));
    assertThat(cache.find(KEY)).isEmpty();
    store.putRecord("layer", KEY, "a\nb\nc\nd\ne".getBytes(UTF_8));
    assertThat(cache.find(KEY)).isEmpty();
  }

  private FileTree asked(FileTree tree) {
    asked.incrementAndGet();
    return tree;
  }
}
