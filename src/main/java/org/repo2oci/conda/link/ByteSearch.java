package org.repo2oci.conda.link;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Finds a text of some length in a mapped file (Horspool's way: most bytes are never looked at).
 */
final class ByteSearch {
  private final byte[] pattern;
  private final int[] shift = new int[256];

  ByteSearch(byte[] pattern) {
    this.pattern = pattern;
    java.util.Arrays.fill(shift, pattern.length);
    for (int i = 0; i < pattern.length - 1; i++) {
      shift[pattern[i] & 0xff] = pattern.length - 1 - i;
    }
  }

  int length() {
    return pattern.length;
  }

  /** The first place at {@code from} or later and wholly before {@code end}; negative for none. */
  long find(MemorySegment data, long from, long end) {
    int last = pattern.length - 1;
    long at = from;
    while (at + last < end) {
      byte tail = data.get(ValueLayout.JAVA_BYTE, at + last);
      if (tail == pattern[last] && matches(data, at)) {
        return at;
      }
      at += shift[tail & 0xff];
    }
    return -1;
  }

  private boolean matches(MemorySegment data, long at) {
    for (int i = 0; i < pattern.length - 1; i++) {
      if (data.get(ValueLayout.JAVA_BYTE, at + i) != pattern[i]) {
        return false;
      }
    }
    return true;
  }
}
