package org.repo2oci.repository;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * Writes a git pack and its index (gitformat-pack) whose bytes follow from the objects alone: no
 * deltas, and zlib streams of stored blocks, so that no version of git or zlib has a say. The layer
 * compresses it.
 */
final class GitPack {
  private static final HexFormat HEX = HexFormat.of();
  private static final int STORED_BLOCK = 0xffff;

  private record Entry(long offset, long crc32) {}

  private final MessageDigest digest;
  private final Map<String, Entry> entries = new TreeMap<>();
  private final OutputStream out;
  private final CRC32 crc32 = new CRC32();
  private long written;

  private GitPack(OutputStream out, MessageDigest digest) {
    this.out = out;
    this.digest = digest;
  }

  /** The two files of a finished pack, without their common name. */
  record Written(String name, Path pack, byte[] index) {}

  /**
   * Packs what {@code git cat-file --batch} writes.
   *
   * @param count how many objects come
   * @param objectFormat {@code sha1} or {@code sha256}
   */
  static Written write(InputStream objects, int count, Path file, String objectFormat)
      throws IOException {
    MessageDigest digest = digest(objectFormat);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      GitPack pack = new GitPack(out, digest);
      ByteArrayOutputStream header = new ByteArrayOutputStream();
      DataOutputStream numbers = new DataOutputStream(header);
      numbers.writeBytes("PACK");
      numbers.writeInt(2);
      numbers.writeInt(count);
      pack.put(header.toByteArray());
      DataInputStream in = new DataInputStream(objects);
      for (int i = 0; i < count; i++) {
        pack.putObject(in);
      }
      byte[] checksum = digest.digest();
      out.write(checksum);
      return new Written(
          "pack-" + HEX.formatHex(checksum), file, pack.index(checksum, objectFormat));
    }
  }

  static MessageDigest digest(String objectFormat) {
    try {
      return MessageDigest.getInstance(objectFormat.equals("sha256") ? "SHA-256" : "SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One object: a line {@code <id> <type> <size>}, the bytes, a line feed. */
  private void putObject(DataInputStream in) throws IOException {
    String[] words = line(in).split(" ", -1);
    if (words.length != 3) {
      throw new IOException("git does not have the object `%s`".formatted(words[0]));
    }
    long size = Long.parseLong(words[2]);
    long offset = written;
    crc32.reset();
    put(header(type(words[1]), size));
    put(new byte[] {0x78, 0x01});
    Adler32 adler = new Adler32();
    byte[] block = new byte[STORED_BLOCK];
    long left = size;
    do {
      int length = (int) Math.min(left, STORED_BLOCK);
      in.readFully(block, 0, length);
      left -= length;
      adler.update(block, 0, length);
      put(
          new byte[] {
            (byte) (left == 0 ? 1 : 0),
            (byte) length,
            (byte) (length >> 8),
            (byte) ~length,
            (byte) (~length >> 8)
          });
      put(block, length);
    } while (left > 0);
    int sum = (int) adler.getValue();
    put(new byte[] {(byte) (sum >> 24), (byte) (sum >> 16), (byte) (sum >> 8), (byte) sum});
    if (in.read() != '\n') {
      throw new IOException("git ended the object `%s` early".formatted(words[0]));
    }
    entries.put(words[0], new Entry(offset, crc32.getValue()));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int character = in.read(); character != '\n'; character = in.read()) {
      if (character < 0) {
        throw new EOFException("git ended before all objects were read");
      }
      line.append((char) character);
    }
    return line.toString();
  }

  private static int type(String name) {
    return switch (name) {
      case "commit" -> 1;
      case "tree" -> 2;
      case "blob" -> 3;
      case "tag" -> 4;
      default -> throw new IllegalStateException("git has no object type `%s`".formatted(name));
    };
  }

  private static byte[] header(int type, long size) {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    int first = type << 4 | (int) (size & 0xf);
    long rest = size >>> 4;
    while (rest != 0) {
      header.write(first | 0x80);
      first = (int) (rest & 0x7f);
      rest >>>= 7;
    }
    header.write(first);
    return header.toByteArray();
  }

  private void put(byte[] bytes) throws IOException {
    put(bytes, bytes.length);
  }

  private void put(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
    digest.update(bytes, 0, length);
    crc32.update(bytes, 0, length);
    written += length;
  }

  /** The version 2 index: fan-out, ids, checksums, offsets; ids are sorted by the map. */
  private byte[] index(byte[] packChecksum, String objectFormat) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream numbers = new DataOutputStream(bytes);
    numbers.writeInt(0xff744f63);
    numbers.writeInt(2);
    int[] fanOut = new int[256];
    entries.keySet().forEach(id -> fanOut[HexFormat.fromHexDigits(id, 0, 2)]++);
    int sum = 0;
    for (int count : fanOut) {
      sum += count;
      numbers.writeInt(sum);
    }
    for (String id : entries.keySet()) {
      numbers.write(HEX.parseHex(id));
    }
    for (Entry entry : entries.values()) {
      numbers.writeInt((int) entry.crc32());
    }
    int far = 0;
    for (Entry entry : entries.values()) {
      boolean near = entry.offset() < 0x8000_0000L;
      numbers.writeInt(near ? (int) entry.offset() : 0x8000_0000 | far++);
    }
    for (Entry entry : entries.values()) {
      if (entry.offset() >= 0x8000_0000L) {
        numbers.writeLong(entry.offset());
      }
    }
    numbers.write(packChecksum);
    numbers.write(digest(objectFormat).digest(bytes.toByteArray()));
    return bytes.toByteArray();
  }
}
