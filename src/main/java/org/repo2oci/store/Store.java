package org.repo2oci.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.repo2oci.image.Digest;

/**
 * The local store. Every write is temporary file, fsync, rename; a record is written after the
 * blobs that it names; readers take no lock; any process may be killed at any moment.
 */
public interface Store {
  /** The blob with this digest, where the store has it. */
  Optional<StoredBlob> blob(Digest digest);

  /** A writer for a new blob; close it without a commit to leave nothing. */
  BlobWriter newBlob() throws IOException;

  /**
   * A writer for a new blob of a size that is known; a disk without room for it fails at once.
   *
   * @param size bytes
   */
  default BlobWriter newBlob(long size) throws IOException {
    return newBlob();
  }

  /**
   * A small value under a key, such as what is known of a layer.
   *
   * @param kind lower-case letters and dashes; a namespace for keys
   */
  Optional<byte[]> record(String kind, Digest key);

  void putRecord(String kind, Digest key, byte[] value) throws IOException;

  void removeRecord(String kind, Digest key) throws IOException;

  /**
   * A directory that is made once for a key and never changed after: {@code maker} fills an empty
   * temporary directory, which is then renamed. Of several processes one makes it, the others wait.
   * After the machine has started anew it is made anew: its files are not made durable one by one.
   */
  Path directory(String kind, Digest key, DirectoryMaker maker) throws IOException;

  /** The directory for a key, where it has been made since the machine started. */
  Optional<Path> directory(String kind, Digest key);

  /** An empty directory of this process, removed by {@link Scratch#close()} or as stale later. */
  Scratch newScratch() throws IOException;

  /** Fills a directory of the store. */
  @FunctionalInterface
  interface DirectoryMaker {
    void fill(Path empty) throws IOException;
  }
}
