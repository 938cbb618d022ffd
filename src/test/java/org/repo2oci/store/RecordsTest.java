package org.repo2oci.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.image.Digest;

class RecordsTest {
  private static final Digest KEY = Digest.of("key".getBytes(UTF_8));

  @TempDir Path root;
  private DiskStore store;

  @BeforeEach
  void open() {
    store = DiskStore.open(root);
  }

  @Test
  void theLastValueIsKept() throws IOException {
    assertThat(store.record("layer", KEY)).isEmpty();

    store.putRecord("layer", KEY, "one".getBytes(UTF_8));
    store.putRecord("layer", KEY, "two".getBytes(UTF_8));

    assertThat(store.record("layer", KEY)).contains("two".getBytes(UTF_8));
    assertThat(DiskStore.open(root).record("layer", KEY)).contains("two".getBytes(UTF_8));
    assertThat(store.record("other-kind", KEY)).isEmpty();
  }

  @Test
  void anEmptyValueIsAValue() throws IOException {
    store.putRecord("layer", KEY, new byte[0]);
    assertThat(store.record("layer", KEY)).contains(new byte[0]);
  }

  @Test
  void aRemovedValueIsGone() throws IOException {
    store.putRecord("layer", KEY, new byte[3]);
    store.removeRecord("layer", KEY);
    store.removeRecord("layer", KEY);
    assertThat(store.record("layer", KEY)).isEmpty();
  }

  @Test
  void aDamagedValueIsNotReturned() throws IOException {
    store.putRecord("layer", KEY, "some value".getBytes(UTF_8));
    Path file = root.resolve("records/layer").resolve(KEY.hex());
    byte[] whole = Files.readAllBytes(file);

    Files.write(file, java.util.Arrays.copyOf(whole, 7));
    assertThat(store.record("layer", KEY)).isEmpty();

    whole[2] ^= 1;
    Files.write(file, whole);
    assertThat(store.record("layer", KEY)).isEmpty();

    Files.write(file, new byte[0]);
    assertThat(store.record("layer", KEY)).isEmpty();
  }

  @Test
  void aKindIsAPlainName() {
    assertThatThrownBy(() -> store.putRecord("../layer", KEY, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("`../layer`");
  }
}
