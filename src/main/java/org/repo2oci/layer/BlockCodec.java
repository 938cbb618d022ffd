package org.repo2oci.layer;

import java.io.IOException;
import org.repo2oci.filetree.Content;

/** Compresses a tar block by block, each by itself; used by many threads at once. */
interface BlockCodec extends AutoCloseable {
  /** Bytes of tar in a full block. */
  int block();

  /** The compressed form of the first {@code length} bytes, whole in itself. */
  byte[] compressed(byte[] bytes, int length) throws IOException;

  /** Whether a content is copied as it is, between {@link #before} and {@link #after}. */
  boolean splices(Content.Deflated content);

  byte[] before(Content.Deflated content);

  byte[] after(Content.Deflated content);

  /** Gives back memory that no collector sees. */
  @Override
  default void close() {}

  static BlockCodec of(Compression compression) {
    return switch (compression) {
      case Compression.Gzip gzip -> new GzipCodec(gzip);
      case Compression.Zstd(int level) -> new ZstdCodec(level);
      case Compression.None _ -> new PlainCodec();
    };
  }
}
