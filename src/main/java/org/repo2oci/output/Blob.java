package org.repo2oci.output;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.function.LongConsumer;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;

/**
 * Bytes of an image that are named by their digest.
 *
 * @param size in bytes
 */
record Blob(Digest digest, long size, Source source) {
  private static final int BUFFER = 1 << 16;

  /** Opens the bytes. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  static Blob of(Descriptor descriptor, byte[] bytes) {
    return new Blob(descriptor.digest(), descriptor.size(), () -> new ByteArrayInputStream(bytes));
  }

  static Blob of(Descriptor layer, FinishedImage.LayerFiles files) {
    return new Blob(layer.digest(), layer.size(), () -> Files.newInputStream(files.file(layer)));
  }

  /** Where it lies in a layout (image-spec, image-layout.md, "Blobs"). */
  String path() {
    return LayoutFiles.BLOBS + "/" + digest.hex();
  }

  /**
   * Copies the bytes, and makes sure that they are those of the digest.
   *
   * @param meter hears how many bytes were copied just now
   * @throws BuildFailure where the store's file was changed or damaged
   */
  void copyTo(OutputStream out, LongConsumer meter) throws IOException {
    MessageDigest hash = Digest.algorithm();
    byte[] buffer = new byte[BUFFER];
    long done = 0;
    try (InputStream in = source.open()) {
      for (int count = in.read(buffer); count >= 0 && done <= size; count = in.read(buffer)) {
        hash.update(buffer, 0, count);
        done += count;
        if (done <= size) {
          out.write(buffer, 0, count);
          meter.accept(count);
        }
      }
    }
    if (done != size || !Digest.from(hash.digest()).equals(digest)) {
      throw BuildFailure.environment(
              "Cannot write the blob `%s`: its file in the store is damaged"
                  .formatted(digest.shortened()))
          .withHint("Empty the store with `repo2oci cache prune --all` and build again");
    }
  }
}
