package org.repo2oci.layer;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.util.Arrays;

/** Zstandard frames, one for each block (RFC 8878). */
final class ZstdCodec extends WholeBlockCodec {
  static final int BLOCK = 4 << 20;

  private final int level;

  ZstdCodec(int level) {
    this.level = level;
  }

  @Override
  public int block() {
    return BLOCK;
  }

  @Override
  public byte[] compressed(byte[] bytes, int length) throws IOException {
    byte[] out = new byte[Math.toIntExact(Zstd.compressBound(length))];
    try {
      long size = Zstd.compressByteArray(out, 0, out.length, bytes, 0, length, level);
      if (Zstd.isError(size)) {
        throw new IOException("zstd: " + Zstd.getErrorName(size));
      }
      return Arrays.copyOf(out, Math.toIntExact(size));
    } catch (ZstdException e) {
      throw new IOException(e);
    }
  }
}
