package org.repo2oci.layer;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;

/** Reads layers of any origin: gzip in one or more members, Zstandard, plain. */
public final class LayerReader {
  private static final int BUFFER = 1 << 16;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

  private LayerReader() {}

  /** The layer's tar; the form is told by the first bytes, since media types are often wrong. */
  public static InputStream uncompressed(Path blob) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(blob), BUFFER);
    try {
      in.mark(ZSTD.length);
      byte[] start = in.readNBytes(ZSTD.length);
      in.reset();
      if (startsWith(start, GZIP)) {
        return GzipCompressorInputStream.builder()
            .setInputStream(in)
            .setDecompressConcatenated(true)
            .get();
      }
      return startsWith(start, ZSTD) ? new ZstdInputStream(in) : in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * A layer as a tree.
   *
   * @param diffId what the tar has to be (image-spec, config.md, "rootfs")
   * @param contents a file that does not exist yet; it gets the files' bytes, the tree points into
   *     it and needs it for as long as it is used
   * @throws BadArchive where the tar is another, is damaged, or has names that leave the root
   */
  public static FileTree read(Path blob, Digest diffId, Path contents) throws IOException {
    MessageDigest hash = Digest.algorithm();
    try (InputStream tar = new DigestInputStream(uncompressed(blob), hash)) {
      FileTree tree = TarReader.read(tar, contents, false);
      TarHasher.check("the layer's tar", diffId, hash);
      return tree;
    }
  }

  /** The digest of the layer's tar. */
  public static Digest diffId(Path blob) throws IOException {
    MessageDigest hash = Digest.algorithm();
    try (InputStream tar = new DigestInputStream(uncompressed(blob), hash)) {
      tar.transferTo(OutputStream.nullOutputStream());
    }
    return Digest.from(hash.digest());
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && java.util.Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }
}
