package org.repo2oci.pypi.wheel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The extra fields of a zip header (APPNOTE 4.5). */
final class ExtraFields {
  private static final int ZIP64 = 1;
  private static final long MARKER = 0xffffffffL;

  private ExtraFields() {}

  /** The data of the first field with this id; a tail that is no field is ignored, as by others. */
  static Optional<ByteBuffer> find(ByteBuffer extra, int id) {
    int at = 0;
    while (at + 4 <= extra.limit()) {
      int length = extra.getShort(at + 2) & 0xffff;
      if (at + 4 + length > extra.limit()) {
        break;
      }
      if ((extra.getShort(at) & 0xffff) == id) {
        return Optional.of(extra.slice(at + 4, length).order(ByteOrder.LITTLE_ENDIAN));
      }
      at += 4 + length;
    }
    return Optional.empty();
  }

  /** Sizes and offset, with those that are marked taken from the zip64 field (APPNOTE 4.5.3). */
  record Large(long size, long compressedSize, long localOffset) {
    static Large of(String name, ByteBuffer extra, long size, long compressedSize, long localOffset)
        throws ZipFormatException {
      if (size != MARKER && compressedSize != MARKER && localOffset != MARKER) {
        return new Large(size, compressedSize, localOffset);
      }
      ByteBuffer large =
          find(extra, ZIP64)
              .orElseThrow(
                  () -> new ZipFormatException("member `%s` has no sizes".formatted(name)));
      int wanted = 0;
      for (long value : new long[] {size, compressedSize, localOffset}) {
        wanted += value == MARKER ? Long.BYTES : 0;
      }
      if (large.remaining() < wanted) {
        throw new ZipFormatException("member `%s` has no sizes".formatted(name));
      }
      Large full =
          new Large(
              size == MARKER ? large.getLong() : size,
              compressedSize == MARKER ? large.getLong() : compressedSize,
              localOffset == MARKER ? large.getLong() : localOffset);
      if (full.size < 0 || full.compressedSize < 0 || full.localOffset < 0) {
        throw new ZipFormatException("member `%s` has a negative size".formatted(name));
      }
      return full;
    }
  }
}
