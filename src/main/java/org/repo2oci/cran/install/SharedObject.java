package org.repo2oci.cran.install;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.repo2oci.filetree.Content;

/**
 * What a shared library or program says to the loader (System V ABI, "Dynamic Linking"), read
 * without running it.
 *
 * @param name that others ask for it by; empty where it has none
 * @param needed names of those that must be there when it is loaded
 */
record SharedObject(Optional<String> name, List<String> needed) {
  private static final int HEADER = 64;
  private static final int SEGMENT = 56;
  private static final int MOST_SEGMENTS = 256;
  private static final int LARGEST_TABLE = 1 << 16;
  private static final int LONGEST_NAME = 256;

  /** {@code \x7fELF}, 64 bits, the least significant byte first: both platforms of images. */
  private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F', 2, 1};

  private static final int LOADED = 1;
  private static final int DYNAMIC = 2;

  private static final long END = 0;
  private static final long NEEDED = 1;
  private static final long TEXTS = 5;
  private static final long NAME = 14;

  SharedObject {
    needed = List.copyOf(needed);
  }

  /** A part of the file, and where it is in memory. */
  private record Segment(int kind, long offset, long address, long size) {
    Optional<Long> offsetOf(long wanted) {
      return kind == LOADED && wanted >= address && wanted - address < size
          ? Optional.of(offset + (wanted - address))
          : Optional.empty();
    }
  }

  /** Reads a file; empty where it is none, or not a whole one. */
  static Optional<SharedObject> of(Content content) throws IOException {
    try {
      ByteBuffer header = bytes(content, 0, HEADER);
      byte[] magic = new byte[MAGIC.length];
      header.get(0, magic);
      if (!Arrays.equals(magic, MAGIC)) {
        return Optional.empty();
      }
      return read(content, segments(content, header));
    } catch (EOFException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static List<Segment> segments(Content content, ByteBuffer header) throws IOException {
    int size = Short.toUnsignedInt(header.getShort(54));
    int count = Short.toUnsignedInt(header.getShort(56));
    if (size < SEGMENT || count > MOST_SEGMENTS) {
      throw new IllegalArgumentException("no program header has this size, or number");
    }
    ByteBuffer table = bytes(content, header.getLong(32), size * count);
    List<Segment> segments = new ArrayList<>();
    for (int at = 0; at < size * count; at += size) {
      segments.add(
          new Segment(
              table.getInt(at),
              table.getLong(at + 8),
              table.getLong(at + 16),
              table.getLong(at + 32)));
    }
    return segments;
  }

  private static Optional<SharedObject> read(Content content, List<Segment> segments)
      throws IOException {
    Optional<Segment> dynamic =
        segments.stream().filter(segment -> segment.kind() == DYNAMIC).findFirst();
    if (dynamic.isEmpty()) {
      return Optional.empty();
    }
    int length = Math.clamp(dynamic.get().size(), 0, LARGEST_TABLE);
    ByteBuffer table = bytes(content, dynamic.get().offset(), length);
    long texts = -1;
    long name = -1;
    List<Long> needed = new ArrayList<>();
    for (int at = 0; at + 16 <= length && table.getLong(at) != END; at += 16) {
      long value = table.getLong(at + 8);
      if (table.getLong(at) == NEEDED) {
        needed.add(value);
      } else if (table.getLong(at) == NAME) {
        name = value;
      } else if (table.getLong(at) == TEXTS) {
        texts = value;
      }
    }
    long address = texts;
    Optional<Long> place =
        segments.stream().flatMap(segment -> segment.offsetOf(address).stream()).findFirst();
    if (place.isEmpty()) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    for (long one : needed) {
      names.add(text(content, Math.addExact(place.get(), one)));
    }
    return Optional.of(
        new SharedObject(
            name < 0
                ? Optional.empty()
                : Optional.of(text(content, Math.addExact(place.get(), name))),
            names));
  }

  /** A text that ends with a zero. */
  private static String text(Content content, long offset) throws IOException {
    try (InputStream in = content.open()) {
      in.skipNBytes(offset);
      byte[] bytes = in.readNBytes(LONGEST_NAME);
      int length = 0;
      while (length < bytes.length && bytes[length] != 0) {
        length++;
      }
      if (length == bytes.length) {
        throw new EOFException("a name has no end");
      }
      return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
  }

  private static ByteBuffer bytes(Content content, long offset, int length) throws IOException {
    if (offset < 0 || offset > content.size() - length) {
      throw new EOFException("it is cut off");
    }
    try (InputStream in = content.open()) {
      in.skipNBytes(offset);
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException("it is cut off");
      }
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
