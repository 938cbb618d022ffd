package org.repo2oci.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.repo2oci.image.Digest;
import org.repo2oci.layer.LayerReader;

/** Reads the lock out of the layer that carries it. */
public final class LockLayer {
  /** Of the layer, and of the file in it. */
  public static final int LARGEST = 64 << 20;

  private LockLayer() {}

  /** The layer is not what the configuration says. */
  public static final class Damaged extends IOException {
    Damaged() {
      super("the layer with the lock is damaged");
    }
  }

  /**
   * The lock's text; empty where the layer has none.
   *
   * @throws Damaged where the tar is not that of the diffID
   */
  public static Optional<byte[]> read(Path blob, Digest diffId) throws IOException {
    MessageDigest hash = Digest.algorithm();
    Optional<byte[]> lock = Optional.empty();
    try (InputStream in = new DigestInputStream(LayerReader.uncompressed(blob), hash);
        TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (("/" + entry.getName()).equals(LockPart.PATH) && entry.getSize() <= LARGEST) {
          lock = Optional.of(tar.readAllBytes());
        }
      }
      in.transferTo(OutputStream.nullOutputStream());
    }
    if (!Digest.from(hash.digest()).equals(diffId)) {
      throw new Damaged();
    }
    return lock;
  }
}
