package org.repo2oci.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.repo2oci.image.Digest;

/**
 * One thing that the store holds.
 *
 * @param kind {@code blobs}, or the kind of a record or directory, such as {@code records/layer}
 * @param size bytes on disk as far as they can be read
 * @param file what is removed with it
 */
public record StoreEntry(String kind, Digest key, long size, Instant lastUse, Path file) {
  /** The file whose modification time is the last use. */
  Path lastUseFile() {
    return Files.isDirectory(file) ? file.resolve(Directories.MADE) : file;
  }
}
