package org.repo2oci.conda.link;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where a placeholder is in a file, and what comes there instead: as conda does it, in UTF-8 and in
 * UTF-16 and UTF-32 of both byte orders.
 */
final class PrefixReplacement {
  /** In this order: a place that one of them takes is not looked at by the next. */
  private static final List<Encoding> ENCODINGS =
      List.of(
          new Encoding(StandardCharsets.UTF_8, 1),
          new Encoding(StandardCharsets.UTF_16LE, 2),
          new Encoding(StandardCharsets.UTF_16BE, 2),
          new Encoding(StandardCharsets.UTF_32LE, 4),
          new Encoding(StandardCharsets.UTF_32BE, 4));

  private static final int MAX_EDITS = 1_000_000;

  private final String placeholder;
  private final String prefix;

  PrefixReplacement(String placeholder, String prefix) {
    this.placeholder = placeholder;
    this.prefix = prefix;
  }

  private record Encoding(Charset charset, int zeros) {}

  /** Every placeholder becomes the prefix; the file's length changes. */
  List<Edit> inText(MemorySegment data) throws IOException {
    List<Edit> edits = new ArrayList<>();
    for (Encoding encoding : ENCODINGS) {
      ByteSearch search = new ByteSearch(placeholder.getBytes(encoding.charset()));
      byte[] replacement = prefix.getBytes(encoding.charset());
      List<Edit> found = new ArrayList<>();
      replaceAll(data, search, 0, data.byteSize(), replacement, found);
      merge(edits, found);
    }
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
    for (Encoding encoding : ENCODINGS) {
      merge(edits, inBinary(data, encoding));
    }
    return edits;
  }

  private List<Edit> inBinary(MemorySegment data, Encoding encoding) throws IOException {
    ByteSearch search = new ByteSearch(placeholder.getBytes(encoding.charset()));
    ByteSearch zeros = new ByteSearch(new byte[encoding.zeros()]);
    byte[] replacement = prefix.getBytes(encoding.charset());
    List<Edit> edits = new ArrayList<>();
    long size = data.byteSize();
    for (long at = search.find(data, 0, size); at >= 0; ) {
      long zero = zeros.find(data, at + search.length(), size);
      if (zero < 0) {
        break;
      }
      int shorter = search.length() - replacement.length;
      if (shorter < 0) {
        throw new IOException(
            "the prefix `%s` is longer than the %d characters that its file has room for"
                .formatted(prefix, placeholder.length()));
      }
      int count = replaceAll(data, search, at, zero, replacement, edits);
      long end = zero + zeros.length();
      edits.add(new Edit(end, 0, new byte[Math.multiplyExact(count, shorter)]));
      at = search.find(data, end, size);
    }
    return edits;
  }

  private static int replaceAll(
      MemorySegment data,
      ByteSearch search,
      long from,
      long end,
      byte[] replacement,
      List<Edit> edits)
      throws IOException {
    int count = 0;
    for (long at = search.find(data, from, end);
        at >= 0;
        at = search.find(data, at + search.length(), end)) {
      edits.add(new Edit(at, search.length(), replacement));
      count++;
      if (edits.size() > MAX_EDITS) {
        throw new IOException("it has its placeholder more than %d times".formatted(MAX_EDITS));
      }
    }
    return count;
  }

  /** Adds those that do not overlap with what is there; both lists are in the file's order. */
  private static void merge(List<Edit> edits, List<Edit> more) {
    List<Edit> before = List.copyOf(edits);
    int next = 0;
    for (Edit edit : more) {
      while (next < before.size() && before.get(next).end() <= edit.offset()) {
        next++;
      }
      if (next == before.size() || before.get(next).offset() >= edit.end()) {
        edits.add(edit);
      }
    }
    edits.sort(Comparator.comparingLong(Edit::offset).thenComparingLong(Edit::length));
  }
}
