package org.repo2oci.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;
import org.repo2oci.image.Digest;

/** Reads the store's blobs. */
record Blobs(StoreLayout layout, LastUse lastUse) {
  /** The blob, where its file is as long as its name says: power may have failed since. */
  Optional<StoredBlob> find(Digest digest) {
    Path folder = layout.blobFolder(digest);
    try (DirectoryStream<Path> named = Files.newDirectoryStream(folder, digest.hex() + ".*")) {
      for (Path file : named) {
        lastUse.note(file);
        Optional<StoredBlob> blob = whole(digest, file);
        if (blob.isPresent()) {
          return blob;
        }
      }
    } catch (IOException e) {
      // No such folder, or one that cannot be read: the blob is not there to be used.
    }
    return Optional.empty();
  }

  private static Optional<StoredBlob> whole(Digest digest, Path file) throws IOException {
    long named = namedSize(file);
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return attributes.isRegularFile() && attributes.size() == named
        ? Optional.of(new StoredBlob(digest, named, file))
        : Optional.empty();
  }

  /** The size in a blob's file name, or -1. */
  static long namedSize(Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      return Long.parseLong(name.substring(name.indexOf('.') + 1));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Reads every byte again. */
  static boolean isSound(StoredBlob blob) throws IOException {
    MessageDigest hash = Digest.algorithm();
    try (InputStream in = new DigestInputStream(Files.newInputStream(blob.file()), hash)) {
      byte[] buffer = new byte[1 << 16];
      while (in.read(buffer) >= 0) {
        // The stream hashes what it reads.
      }
    }
    return Digest.from(hash.digest()).equals(blob.digest());
  }
}
