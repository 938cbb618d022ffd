package org.repo2oci.layer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the zero bytes at the end of what was read: a whole tar ends with two blocks of them. */
final class TarTail extends FilterInputStream {
  private long zeros;
  private long size;

  TarTail(InputStream in) {
    super(in);
  }

  boolean endsATar() {
    return size % TarHeader.BLOCK == 0 && zeros >= 2 * TarHeader.BLOCK;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    if (b >= 0) {
      size++;
      zeros = b == 0 ? zeros + 1 : 0;
    }
    return b;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = super.read(into, offset, length);
    if (count > 0) {
      size += count;
      int zero = 0;
      while (zero < count && into[offset + count - 1 - zero] == 0) {
        zero++;
      }
      zeros = zero == count ? zeros + zero : zero;
    }
    return count;
  }

  /** Reads instead, so that nothing passes unseen. */
  @Override
  public long skip(long wanted) throws IOException {
    byte[] buffer = new byte[(int) Math.max(0, Math.min(wanted, 1 << 13))];
    return Math.max(0, read(buffer, 0, buffer.length));
  }
}
