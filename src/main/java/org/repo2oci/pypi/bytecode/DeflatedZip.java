package org.repo2oci.pypi.bytecode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a zip of deflated files in which nothing varies: no times, no owners, no extra fields. */
final class DeflatedZip {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int END = 0x06054b50;
  private static final short VERSION = 20;
  private static final short VERSION_64 = 45;
  private static final short UTF8_NAMES = 1 << 11;
  private static final short DEFLATED = 8;
  private static final short EARLIEST_DATE = 1 << 5 | 1;

  private final OutputStream out;
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private long written;
  private long count;

  DeflatedZip(OutputStream out) {
    this.out = out;
  }

  void add(CompiledFile file) throws IOException {
    byte[] name = file.name().getBytes(StandardCharsets.UTF_8);
    if (written > 0xfffffffeL) {
      throw new IOException("bytecode of one package is larger than 4 GiB");
    }
    int offset = (int) written;
    put(
        buffer(30 + name.length)
            .putInt(LOCAL)
            .put(facts(file, name))
            .putShort((short) 0)
            .put(name)
            .array());
    put(file.deflated());
    directory.writeBytes(
        buffer(46 + name.length)
            .putInt(CENTRAL)
            .putShort(VERSION)
            .put(facts(file, name))
            .position(46 - 4)
            .putInt(offset)
            .put(name)
            .array());
    count++;
  }

  /** What the two headers of a file share: from the version needed to the length of the name. */
  private static byte[] facts(CompiledFile file, byte[] name) {
    return buffer(24)
        .putShort(VERSION)
        .putShort(UTF8_NAMES)
        .putShort(DEFLATED)
        .putShort((short) 0)
        .putShort(EARLIEST_DATE)
        .putInt((int) file.crc32())
        .putInt(file.deflated().length)
        .putInt(file.size())
        .putShort((short) name.length)
        .array();
  }

  /** Writes the directory and the end; zip64 where there are too many files for the short form. */
  void finish() throws IOException {
    long start = written;
    long size = directory.size();
    put(directory.toByteArray());
    boolean large = count >= 0xffff || start + size >= 0xffffffffL;
    if (large) {
      long at = written;
      put(
          buffer(56)
              .putInt(END_64)
              .putLong(44)
              .putShort(VERSION_64)
              .putShort(VERSION_64)
              .putLong(0)
              .putLong(count)
              .putLong(count)
              .putLong(size)
              .putLong(start)
              .array());
      put(buffer(20).putInt(LOCATOR_64).putInt(0).putLong(at).putInt(1).array());
    }
    put(
        buffer(22)
            .putInt(END)
            .putInt(0)
            .putShort((short) (large ? 0xffff : count))
            .putShort((short) (large ? 0xffff : count))
            .putInt((int) (large ? 0xffffffffL : size))
            .putInt((int) (large ? 0xffffffffL : start))
            .putShort((short) 0)
            .array());
  }

  private void put(byte[] bytes) throws IOException {
    out.write(bytes);
    written += bytes.length;
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
