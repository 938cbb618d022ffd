package org.repo2oci.pypi.wheel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** The header before a member's content (APPNOTE 4.3.7), which must say what the directory says. */
final class LocalHeader {
  private static final int SIGNATURE = 0x04034b50;
  private static final int LENGTH = 30;

  private LocalHeader() {}

  /** Where the member's content starts in the file. */
  static long contentStart(FileChannel channel, CentralHeader central, long directory)
      throws IOException {
    long at = central.localOffset();
    int nameLength = central.rawName().length;
    if (at > directory - LENGTH - nameLength) {
      throw disagreement(central, "place");
    }
    ByteBuffer local = ZipEnd.read(channel, at, LENGTH + nameLength);
    byte[] name = new byte[nameLength];
    local.get(LENGTH, name);
    if (local.getInt(0) != SIGNATURE) {
      throw disagreement(central, "place");
    }
    if ((local.getShort(26) & 0xffff) != nameLength || !Arrays.equals(name, central.rawName())) {
      throw disagreement(central, "name");
    }
    if ((local.getShort(8) & 0xffff) != central.method()
        || ((local.getShort(6) ^ central.flags()) & ~CentralHeader.HAS_DESCRIPTOR & 1) != 0) {
      throw disagreement(central, "compression");
    }
    int extraLength = local.getShort(28) & 0xffff;
    long start = at + LENGTH + nameLength + extraLength;
    if (central.compressedSize() > directory - start) {
      throw disagreement(central, "size");
    }
    compareSizes(channel, central, local, at + LENGTH + nameLength, extraLength);
    return start;
  }

  private static void compareSizes(
      FileChannel channel, CentralHeader central, ByteBuffer local, long extraAt, int extraLength)
      throws IOException {
    long crc32 = local.getInt(14) & 0xffffffffL;
    long compressedSize = local.getInt(18) & 0xffffffffL;
    long size = local.getInt(22) & 0xffffffffL;
    boolean later = (local.getShort(6) & CentralHeader.HAS_DESCRIPTOR) != 0;
    if (later && crc32 == 0 && (compressedSize == 0 || compressedSize == 0xffffffffL)) {
      return; // Sizes follow the content; the content itself is checked against the directory's.
    }
    ByteBuffer extra = ZipEnd.read(channel, extraAt, extraLength).order(ByteOrder.LITTLE_ENDIAN);
    ExtraFields.Large large = ExtraFields.Large.of(central.name(), extra, size, compressedSize, 0);
    if (crc32 != central.crc32()
        || large.size() != central.size()
        || large.compressedSize() != central.compressedSize()) {
      throw disagreement(central, "size");
    }
  }

  private static ZipFormatException disagreement(CentralHeader central, String about) {
    return new ZipFormatException(
        "the zip says two things about the %s of member `%s`".formatted(about, central.name()));
  }
}
