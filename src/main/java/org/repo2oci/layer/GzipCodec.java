package org.repo2oci.layer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.repo2oci.filetree.Content;

/** Gzip members (RFC 1952), without names and times. */
class GzipCodec implements BlockCodec {
  static final int BLOCK = 1 << 20;

  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
  private static final int TRAILER = 8;

  private final Compression.Gzip gzip;

  /** Making one costs more than a small block. */
  private final ConcurrentLinkedQueue<Deflater> idle = new ConcurrentLinkedQueue<>();

  GzipCodec(Compression.Gzip gzip) {
    this.gzip = gzip;
  }

  @Override
  public int block() {
    return BLOCK;
  }

  @Override
  public byte[] compressed(byte[] bytes, int length) {
    Deflater free = idle.poll();
    Deflater deflater = free == null ? new Deflater(gzip.level(), true) : free;
    deflater.setInput(bytes, 0, length);
    deflater.finish();
    // Deflate's own bound for input that cannot be compressed, and the frame around it.
    byte[] out = new byte[length + (length >> 10) + 64 + HEADER.length + TRAILER];
    System.arraycopy(HEADER, 0, out, 0, HEADER.length);
    int end = HEADER.length;
    while (!deflater.finished()) {
      if (end == out.length) {
        out = Arrays.copyOf(out, out.length * 2);
      }
      end += deflater.deflate(out, end, out.length - end);
    }
    deflater.reset();
    idle.add(deflater);
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    byte[] member = Arrays.copyOf(out, end + TRAILER);
    System.arraycopy(trailer(crc.getValue(), length), 0, member, end, TRAILER);
    return member;
  }

  @Override
  public boolean splices(Content.Deflated content) {
    return content.compressedSize() >= gzip.spliceFrom() && content.size() > 0;
  }

  @Override
  public byte[] before(Content.Deflated content) {
    return HEADER;
  }

  @Override
  public byte[] after(Content.Deflated content) {
    return trailer(content.crc32(), content.size());
  }

  @Override
  public void close() {
    for (Deflater deflater = idle.poll(); deflater != null; deflater = idle.poll()) {
      deflater.end();
    }
  }

  private static byte[] trailer(long crc32, long size) {
    return ByteBuffer.allocate(TRAILER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) crc32)
        .putInt((int) size)
        .array();
  }
}
