package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.repo2oci.image.Digest;

/** Digests of files of any size. */
final class FileDigest {
  private FileDigest() {}

  static Digest of(Path file) throws IOException {
    return Digest.from(of(file, Digest.algorithm()));
  }

  static byte[] of(Path file, MessageDigest algorithm) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        algorithm.update(buffer, 0, count);
      }
    }
    return algorithm.digest();
  }
}
