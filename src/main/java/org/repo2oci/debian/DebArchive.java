package org.repo2oci.debian;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.repo2oci.filetree.Content;
import org.tukaani.xz.XZInputStream;

/**
 * A {@code .deb} file: an {@code ar} archive of {@code debian-binary}, {@code control.tar.*} and
 * {@code data.tar.*}, in this order (deb(5)).
 */
final class DebArchive {
  private static final byte[] MAGIC = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 60;
  private static final int XZ_MEMORY_KIB = 128 << 10;

  /** Real archives stay below 60; beyond this it is made to fill the disk. */
  private static final long MAX_RATIO = 300;

  private static final long ALWAYS_ALLOWED = 64L << 20;

  private final Map<String, Content.Range> members = new LinkedHashMap<>();

  private DebArchive() {}

  static DebArchive open(Path file) throws IOException {
    DebArchive archive = new DebArchive();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      archive.readMembers(file, channel);
    }
    String version = new String(archive.small("debian-binary"), StandardCharsets.US_ASCII).strip();
    if (!version.startsWith("2.")) {
      throw new IOException("its format is `%s`, not 2.0".formatted(version));
    }
    return archive;
  }

  private void readMembers(Path file, FileChannel channel) throws IOException {
    if (!Arrays.equals(bytes(channel, 0, MAGIC.length), MAGIC)) {
      throw new IOException("it is no ar archive");
    }
    long at = MAGIC.length;
    while (at < channel.size()) {
      String header = new String(bytes(channel, at, HEADER), StandardCharsets.US_ASCII);
      if (!header.endsWith("`\n")) {
        throw new IOException("a member has no header at byte %d".formatted(at));
      }
      String name = header.substring(0, 16).strip().replaceFirst("/$", "");
      long size = size(header.substring(48, 58).strip());
      at += HEADER;
      if (size > channel.size() - at) {
        throw new EOFException("its member `%s` is cut off".formatted(name));
      }
      if (members.putIfAbsent(name, new Content.Range(file, at, size)) != null) {
        throw new IOException("it has two members `%s`".formatted(name));
      }
      at += size + (size & 1);
    }
  }

  private static long size(String digits) throws IOException {
    try {
      long size = Long.parseLong(digits);
      if (size < 0) {
        throw new IOException("a member's size is negative");
      }
      return size;
    } catch (NumberFormatException e) {
      throw new IOException("a member's size is no number: `%s`".formatted(digits), e);
    }
  }

  private static byte[] bytes(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException("it is cut off at byte %d".formatted(channel.size()));
      }
    }
    return buffer.array();
  }

  private byte[] small(String name) throws IOException {
    Content.Range range = members.get(name);
    if (range == null || range.size() > 64) {
      throw new IOException("it has no member `%s`".formatted(name));
    }
    try (InputStream in = range.open()) {
      return in.readAllBytes();
    }
  }

  /**
   * Writes a tar of the archive, decompressed: {@code control} or {@code data}.
   *
   * @throws UncheckedIOException where {@code to} fails
   */
  void copyTar(String kind, OutputStream to) throws IOException {
    for (Map.Entry<String, Content.Range> member : members.entrySet()) {
      if (member.getKey().startsWith(kind + ".tar")) {
        long limit = Math.max(ALWAYS_ALLOWED, MAX_RATIO * member.getValue().size());
        try (InputStream raw = new BufferedInputStream(member.getValue().open(), 1 << 16);
            InputStream tar = decompressed(member.getKey(), raw)) {
          copy(tar, to, limit, member.getKey());
        }
        return;
      }
    }
    throw new IOException("it has no member `%s.tar`".formatted(kind));
  }

  private static InputStream decompressed(String name, InputStream raw) throws IOException {
    return switch (name.substring(name.indexOf(".tar") + 4)) {
      case "" -> raw;
      // The archive's digest has been checked: xz's own checks would only cost time.
      case ".xz" -> new XZInputStream(raw, XZ_MEMORY_KIB, false);
      case ".gz" -> new GZIPInputStream(raw, 1 << 16);
      case ".zst" -> new ZstdInputStream(raw);
      default -> throw new IOException("its member `%s` is of an unknown form".formatted(name));
    };
  }

  /** A disk that is full is no fault of the archive: kept apart by its kind. */
  private static void write(OutputStream to, byte[] buffer, int count) {
    try {
      to.write(buffer, 0, count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(InputStream from, OutputStream to, long limit, String name)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long total = 0;
    for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
      total += count;
      if (total > limit) {
        throw new IOException(
            "its member `%s` unpacks to more than %d bytes".formatted(name, limit));
      }
      write(to, buffer, count);
    }
  }
}
