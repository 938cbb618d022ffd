package org.repo2oci.pypi.wheel;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Where a zip's central directory lies (APPNOTE 4.3.14 to 4.3.16).
 *
 * @param end the first byte after the directory
 */
record ZipEnd(long count, long size, long offset, long end) {
  private static final int SIGNATURE = 0x06054b50;
  private static final int SIGNATURE_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LENGTH = 22;
  private static final int LENGTH_64 = 56;
  private static final int LOCATOR_LENGTH = 20;
  private static final int MAX_COMMENT = 0xffff;
  private static final int MAX_16 = 0xffff;
  private static final long MAX_32 = 0xffffffffL;

  /** Finds the end record; the directory must lie directly before it. */
  static ZipEnd find(FileChannel channel) throws IOException {
    long fileSize = channel.size();
    int tail = (int) Math.min(fileSize, LENGTH + MAX_COMMENT);
    long tailStart = fileSize - tail;
    ByteBuffer bytes = read(channel, tailStart, tail);
    for (int at = tail - LENGTH; at >= 0; at--) {
      if (bytes.getInt(at) == SIGNATURE
          && at + LENGTH + (bytes.getShort(at + 20) & MAX_16) == tail) {
        return of(channel, bytes.slice(at, LENGTH).order(ByteOrder.LITTLE_ENDIAN), tailStart + at);
      }
    }
    throw new ZipFormatException("it is not a zip, or its end is missing");
  }

  private static ZipEnd of(FileChannel channel, ByteBuffer end, long at) throws IOException {
    long count = end.getShort(10) & MAX_16;
    long size = end.getInt(12) & MAX_32;
    long offset = end.getInt(16) & MAX_32;
    long directoryEnd = at;
    if (end.getShort(4) != 0 || end.getShort(6) != 0 || end.getShort(8) != end.getShort(10)) {
      throw new ZipFormatException("it is one part of a zip of several files");
    }
    if (count == MAX_16 || size == MAX_32 || offset == MAX_32) {
      ByteBuffer large = largeEnd(channel, at);
      if (large.getInt(16) != 0
          || large.getInt(20) != 0
          || large.getLong(24) != large.getLong(32)) {
        throw new ZipFormatException("it is one part of a zip of several files");
      }
      count = agreed(count, MAX_16, large.getLong(32));
      size = agreed(size, MAX_32, large.getLong(40));
      offset = agreed(offset, MAX_32, large.getLong(48));
      directoryEnd = read(channel, at - LOCATOR_LENGTH, LOCATOR_LENGTH).getLong(8);
    }
    if (count < 0 || size < 0 || offset < 0 || offset + size != directoryEnd) {
      throw new ZipFormatException("its directory is not where its end says");
    }
    return new ZipEnd(count, size, offset, directoryEnd);
  }

  private static ByteBuffer largeEnd(FileChannel channel, long endAt) throws IOException {
    long locatorAt = endAt - LOCATOR_LENGTH;
    if (locatorAt < LENGTH_64) {
      throw new ZipFormatException("its zip64 end is missing");
    }
    ByteBuffer locator = read(channel, locatorAt, LOCATOR_LENGTH);
    long at = locator.getLong(8);
    if (locator.getInt(0) != LOCATOR_64 || at < 0 || at > locatorAt - LENGTH_64) {
      throw new ZipFormatException("its zip64 end is missing");
    }
    ByteBuffer end = read(channel, at, LENGTH_64);
    if (end.getInt(0) != SIGNATURE_64 || at + 12 + end.getLong(4) != locatorAt) {
      throw new ZipFormatException("its zip64 end is missing");
    }
    return end;
  }

  private static long agreed(long small, long marker, long large) throws ZipFormatException {
    if (small != marker && small != large) {
      throw new ZipFormatException("its two ends disagree");
    }
    return large;
  }

  /** Exactly {@code length} bytes, little-endian. */
  static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException("the file ends at byte %d".formatted(position + bytes.position()));
      }
    }
    return bytes.flip();
  }
}
