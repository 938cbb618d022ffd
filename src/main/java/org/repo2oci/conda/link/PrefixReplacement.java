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
    List<Group> groups = new ArrayList<>();
    for (Encoding encoding : ENCODINGS) {
      ByteSearch search = new ByteSearch(placeholder.getBytes(encoding.charset()));
      byte[] replacement = prefix.getBytes(encoding.charset());
      merge(
          groups,
          replaced(data, search, 0, data.byteSize(), replacement).stream()
              .map(edit -> new Group(List.of(edit)))
              .toList());
    }
    return edits(groups);
  }

  /**
   * Every placeholder in a string that ends with a NUL becomes the prefix, and the string is filled
   * up with NULs behind it; nothing else moves.
   *
   * @throws IOException where the prefix is longer than the placeholder
   */
  List<Edit> inBinary(MemorySegment data) throws IOException {
    List<Group> groups = new ArrayList<>();
    for (Encoding encoding : ENCODINGS) {
      merge(groups, strings(data, encoding));
    }
    return edits(groups);
  }

  /** The strings that have the placeholder, each with its padding. */
  private List<Group> strings(MemorySegment data, Encoding encoding) throws IOException {
    ByteSearch search = new ByteSearch(placeholder.getBytes(encoding.charset()));
    ByteSearch zeros = new ByteSearch(new byte[encoding.zeros()]);
    byte[] replacement = prefix.getBytes(encoding.charset());
    List<Group> strings = new ArrayList<>();
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
      List<Edit> edits = replaced(data, search, at, zero, replacement);
      long end = zero + zeros.length();
      edits.add(new Edit(end, 0, new byte[Math.multiplyExact(edits.size(), shorter)]));
      strings.add(new Group(edits));
      bound(strings.size());
      at = search.find(data, end, size);
    }
    return strings;
  }

  private static List<Edit> replaced(
      MemorySegment data, ByteSearch search, long from, long end, byte[] replacement)
      throws IOException {
    List<Edit> edits = new ArrayList<>();
    for (long at = search.find(data, from, end);
        at >= 0;
        at = search.find(data, at + search.length(), end)) {
      edits.add(new Edit(at, search.length(), replacement));
      bound(edits.size());
    }
    return edits;
  }

  private static void bound(int count) throws IOException {
    if (count > MAX_EDITS) {
      throw new IOException("it has its placeholder more than %d times".formatted(MAX_EDITS));
    }
  }

  /** Adds those that do not overlap with what is there; both lists are in the file's order. */
  private static void merge(List<Group> groups, List<Group> more) {
    List<Group> before = List.copyOf(groups);
    int next = 0;
    for (Group group : more) {
      while (next < before.size() && before.get(next).end() <= group.start()) {
        next++;
      }
      if (next == before.size() || before.get(next).start() >= group.end()) {
        groups.add(group);
      }
    }
    groups.sort(Comparator.comparingLong(Group::start));
  }

  private static List<Edit> edits(List<Group> groups) {
    return groups.stream().flatMap(group -> group.edits().stream()).toList();
  }

  /** Edits that are made together or not at all, in the file's order. */
  private record Group(List<Edit> edits) {
    long start() {
      return edits.getFirst().offset();
    }

    long end() {
      return edits.getLast().end();
    }
  }
}
