package org.repo2oci.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;

class BlobsTest {
  @TempDir Path root;
  private DiskStore store;

  @BeforeEach
  void open() {
    store = DiskStore.open(root);
  }

  @Test
  void aCommittedBlobIsFoundByItsDigest() throws IOException {
    byte[] bytes = "some bytes".getBytes(UTF_8);

    StoredBlob written = put(bytes);

    assertThat(written.digest()).isEqualTo(Digest.of(bytes));
    assertThat(written.size()).isEqualTo(bytes.length);
    assertThat(store.blob(written.digest())).contains(written);
    assertThat(DiskStore.open(root).blob(written.digest())).contains(written);
    assertThat(written.file()).hasBinaryContent(bytes);
  }

  @Test
  void theBytesAreTheSameInWhateverPiecesTheyAreWritten() throws IOException {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    Random pieces = new Random(2);
    StoredBlob blob;
    try (BlobWriter writer = store.newBlob()) {
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(bytes.length - at, pieces.nextInt(1, 90_000));
        if (length % 2 == 0) {
          writer.write(bytes[at]);
          length = 1;
        } else {
          writer.write(bytes, at, length);
        }
        at += length;
      }
      blob = writer.commit();
    }
    assertThat(blob.digest()).isEqualTo(Digest.of(bytes));
    assertThat(blob.file()).hasBinaryContent(bytes);
  }

  @Test
  void closingWithoutACommitLeavesNothing() throws IOException {
    try (BlobWriter writer = store.newBlob()) {
      writer.write(new byte[100_000]);
    }
    assertThat(temporaryFiles()).isEmpty();
    assertThat(store.blob(Digest.of(new byte[100_000]))).isEmpty();
  }

  @Test
  void otherBytesThanExpectedLeaveNothing() throws IOException {
    Digest expected = Digest.of("expected".getBytes(UTF_8));
    try (BlobWriter writer = store.newBlob()) {
      writer.write("other".getBytes(UTF_8));
      assertThatThrownBy(() -> writer.commit(expected))
          .isInstanceOf(DigestMismatch.class)
          .hasMessageContaining(expected.toString());
    }
    assertThat(temporaryFiles()).isEmpty();
    assertThat(store.blob(expected)).isEmpty();
    assertThat(store.blob(Digest.of("other".getBytes(UTF_8)))).isEmpty();
  }

  @Test
  void aShortenedBlobIsNotReturnedAndCanBeWrittenAgain() throws IOException {
    StoredBlob blob = put(new byte[5000]);
    try (FileChannel channel = FileChannel.open(blob.file(), StandardOpenOption.WRITE)) {
      channel.truncate(4096);
    }
    assertThat(store.blob(blob.digest())).isEmpty();

    put(new byte[5000]);

    assertThat(store.blob(blob.digest())).contains(blob);
    assertThat(blob.file()).hasSize(5000);
  }

  @Test
  void rottenBytesAreFoundAndRemovedByVerifying() throws IOException {
    StoredBlob rotten = put(new byte[5000]);
    StoredBlob sound = put(new byte[6000]);
    try (FileChannel channel = FileChannel.open(rotten.file(), StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(new byte[] {1}), 17);
    }
    assertThat(store.inventory().verify(rotten.digest())).isFalse();
    assertThat(store.inventory().verify(sound.digest())).isTrue();

    assertThat(store.inventory().verify())
        .extracting(StoreEntry::key)
        .containsExactly(rotten.digest());

    assertThat(store.blob(rotten.digest())).isEmpty();
    assertThat(store.blob(sound.digest())).contains(sound);
  }

  @Test
  void aBlobThatCannotFitIsRefusedBeforeItsFirstByte() {
    assertThatThrownBy(() -> store.newBlob(Long.MAX_VALUE - 1))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.ENVIRONMENT);
              assertThat(failure.message()).contains(root.toString()).contains("disk is full");
              assertThat(failure.details()).singleElement().asString().contains("bytes are needed");
              assertThat(failure.hints()).singleElement().asString().contains("cache prune");
            });
  }

  private StoredBlob put(byte[] bytes) throws IOException {
    try (BlobWriter writer = store.newBlob()) {
      writer.write(bytes);
      return writer.commit();
    }
  }

  private List<Path> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("tmp"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("blob-")).toList();
    }
  }
}
