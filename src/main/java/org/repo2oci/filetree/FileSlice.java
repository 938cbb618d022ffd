package org.repo2oci.filetree;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A stream over a part of a file; a file that has become shorter is an error, not an early end. */
public final class FileSlice extends InputStream {
  private final FileChannel channel;
  private final Path file;
  private long position;
  private final long end;

  private FileSlice(FileChannel channel, Path file, long offset, long size) {
    this.channel = channel;
    this.file = file;
    this.position = offset;
    this.end = offset + size;
  }

  /** The bytes {@code offset} to {@code offset + size} of the file. */
  public static InputStream open(Path file, long offset, long size) throws IOException {
    return new FileSlice(FileChannel.open(file, StandardOpenOption.READ), file, offset, size);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position >= end) {
      return -1;
    }
    int wanted = (int) Math.min(length, end - position);
    int count = channel.read(ByteBuffer.wrap(into, offset, wanted), position);
    if (count < 0) {
      throw new EOFException("`%s` ends at byte %d, not at %d".formatted(file, position, end));
    }
    position += count;
    return count;
  }

  /** Without reading: what is wanted of a large file may lie at its end. */
  @Override
  public long skip(long count) {
    long skipped = Math.clamp(count, 0, end - position);
    position += skipped;
    return skipped;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, end - position);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
