package org.repo2oci.conda.channel;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A stream that is looked at through a buffer. What begins at the mark stays in the buffer until it
 * is let go. A quote is kept behind the last byte, so that loops need not count.
 */
final class ByteWindow {
  private static final int SIZE = 1 << 19;
  private static final int LARGEST = 32 << 20;
  private static final byte SENTINEL = '"';

  private final InputStream in;
  private final long limit;
  private byte[] buffer = new byte[SIZE + 1];
  private int position;
  private int end;
  private int mark = -1;
  private long before;

  ByteWindow(InputStream in, long limit) {
    this.in = in;
    this.limit = limit;
  }

  byte[] buffer() {
    return buffer;
  }

  int position() {
    return position;
  }

  int end() {
    return end;
  }

  int markPosition() {
    return mark;
  }

  void moveTo(int index) {
    position = index;
  }

  void mark() {
    mark = position;
  }

  void letGo() {
    mark = -1;
  }

  /** Bytes of the stream before the position. */
  long offset() {
    return before + position;
  }

  /** Reads more, where all has been looked at; false at the end of the stream. */
  boolean more() throws IOException {
    int keep = mark < 0 ? position : mark;
    int kept = end - keep;
    if (kept > buffer.length / 2) {
      if (buffer.length > LARGEST) {
        throw new IndexSyntaxException("one entry has more than %d bytes".formatted(LARGEST));
      }
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    System.arraycopy(buffer, keep, buffer, 0, kept);
    before += keep;
    position -= keep;
    mark = mark < 0 ? -1 : 0;
    end = kept;
    int count = in.read(buffer, end, buffer.length - 1 - end);
    end += Math.max(count, 0);
    buffer[end] = SENTINEL;
    if (before + end > limit) {
      throw new IndexSyntaxException("it has more than %d bytes".formatted(limit));
    }
    return count > 0;
  }
}
