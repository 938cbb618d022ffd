package org.repo2oci.filetree;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that is allowed so many bytes: archives can be made to fill a disk. */
public final class BoundedInput extends FilterInputStream {
  /** Real archives stay below 60 times their size. */
  private static final long MAX_RATIO = 300;

  private static final long ALWAYS_ALLOWED = 256L << 20;

  private final long limit;
  private long total;

  private BoundedInput(InputStream in, long limit) {
    super(in);
    this.limit = limit;
  }

  /** The unpacked form of something whose packed size is known. */
  public static InputStream ofPacked(InputStream unpacked, long packedSize) {
    return new BoundedInput(unpacked, allowed(packedSize));
  }

  /**
   * Checks what an archive says of itself before it is unpacked.
   *
   * @throws IOException where it is more than any real one
   */
  public static void check(long unpackedSize, long packedSize) throws IOException {
    if (unpackedSize < 0 || unpackedSize > allowed(packedSize)) {
      throw tooLarge(allowed(packedSize));
    }
  }

  private static long allowed(long packedSize) {
    return Math.max(ALWAYS_ALLOWED, MAX_RATIO * packedSize);
  }

  private static IOException tooLarge(long limit) {
    return new IOException("it unpacks to more than %d bytes".formatted(limit));
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = super.read(into, offset, length);
    count(Math.max(count, 0));
    return count;
  }

  /** Reads over what is skipped, so that it counts. */
  @Override
  public long skip(long wanted) throws IOException {
    byte[] over = new byte[(int) Math.min(Math.max(wanted, 0), 1 << 16)];
    long skipped = 0;
    while (skipped < wanted) {
      int count = read(over, 0, (int) Math.min(over.length, wanted - skipped));
      if (count < 0) {
        break;
      }
      skipped += count;
    }
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(int bytes) throws IOException {
    total += bytes;
    if (total > limit) {
      throw tooLarge(limit);
    }
  }
}
