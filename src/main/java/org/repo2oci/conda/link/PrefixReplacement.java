package org.repo2oci.conda.link;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a placeholder is in a file in one encoding, and what comes there instead. As in conda one
 * encoding is done after the other, each with what the ones before it have left.
 */
final class PrefixReplacement {
  private static final int MAX_EDITS = 1_000_000;

  private final ByteSearch placeholder;
  private final ByteSearch zeros;
  private final byte[] prefix;

  private PrefixReplacement(String placeholder, String prefix, Charset charset, int zeros) {
    this.placeholder = new ByteSearch(placeholder.getBytes(charset));
    this.zeros = new ByteSearch(new byte[zeros]);
    this.prefix = prefix.getBytes(charset);
  }

  /** UTF-8, then UTF-16 and UTF-32 in both byte orders. */
  static List<PrefixReplacement> inAllEncodings(String placeholder, String prefix) {
    return List.of(
        new PrefixReplacement(placeholder, prefix, StandardCharsets.UTF_8, 1),
        new PrefixReplacement(placeholder, prefix, StandardCharsets.UTF_16LE, 2),
        new PrefixReplacement(placeholder, prefix, StandardCharsets.UTF_16BE, 2),
        new PrefixReplacement(placeholder, prefix, StandardCharsets.UTF_32LE, 4),
        new PrefixReplacement(placeholder, prefix, StandardCharsets.UTF_32BE, 4));
  }

  /** Every placeholder becomes the prefix; the file's length changes. */
  List<Edit> inText(MemorySegment data) throws IOException {
    List<Edit> edits = new ArrayList<>();
    replaceAll(data, 0, data.byteSize(), edits);
    return edits;
  }

  /**
   * Every placeholder in a string that ends with a NUL becomes the prefix, and the string is filled
   * up with NULs behind it; nothing else moves.
   *
   * @throws IOException where the prefix is longer than the placeholder
   */
  List<Edit> inBinary(MemorySegment data) throws IOException {
    List<Edit> edits = new ArrayList<>();
    long size = data.byteSize();
    for (long at = placeholder.find(data, 0, size); at >= 0; ) {
      long zero = zeros.find(data, at + placeholder.length(), size);
      if (zero < 0) {
        break;
      }
      int shorter = placeholder.length() - prefix.length;
      if (shorter < 0) {
        throw new IOException(
            "the prefix of %d bytes is longer than the %d bytes that its file has room for"
                .formatted(prefix.length, placeholder.length()));
      }
      int count = replaceAll(data, at, zero, edits);
      long end = zero + zeros.length();
      edits.add(new Edit(end, 0, new byte[Math.multiplyExact(count, shorter)]));
      at = placeholder.find(data, end, size);
    }
    return edits;
  }

  private int replaceAll(MemorySegment data, long from, long end, List<Edit> edits)
      throws IOException {
    int count = 0;
    for (long at = placeholder.find(data, from, end);
        at >= 0;
        at = placeholder.find(data, at + placeholder.length(), end)) {
      edits.add(new Edit(at, placeholder.length(), prefix));
      count++;
      if (edits.size() > MAX_EDITS) {
        throw new IOException("it has its placeholder more than %d times".formatted(MAX_EDITS));
      }
    }
    return count;
  }
}
