package org.repo2oci.layer;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** The few files that are being read, open: a wheel has thousands of members. */
final class OpenFiles implements AutoCloseable {
  private static final int MOST = 16;

  private final Map<Path, FileChannel> open = new LinkedHashMap<>(MOST, 0.75f, true);

  /** Reads exactly so many bytes. */
  void read(Path file, long offset, byte[] into, int at, int length) throws IOException {
    FileChannel channel = channel(file);
    ByteBuffer target = ByteBuffer.wrap(into, at, length);
    while (target.hasRemaining()) {
      if (channel.read(target, offset + target.position() - at) < 0) {
        throw new EOFException(
            "`%s` ends at byte %d, not at %d".formatted(file, channel.size(), offset + length));
      }
    }
  }

  private FileChannel channel(Path file) throws IOException {
    FileChannel known = open.get(file);
    if (known != null) {
      return known;
    }
    if (open.size() == MOST) {
      Path oldest = open.keySet().iterator().next();
      FileChannel channel = open.remove(oldest);
      if (channel != null) {
        channel.close();
      }
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    open.put(file, channel);
    return channel;
  }

  @Override
  public void close() throws IOException {
    for (FileChannel channel : open.values()) {
      channel.close();
    }
    open.clear();
  }
}
