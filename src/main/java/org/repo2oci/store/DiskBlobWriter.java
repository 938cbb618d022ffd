package org.repo2oci.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.repo2oci.image.Digest;

/** Writes to a temporary file and hashes on the way. */
final class DiskBlobWriter extends BlobWriter {
  private final StoreLayout layout;
  private final Path temporary;
  private final FileChannel channel;
  private final MessageDigest hash = Digest.algorithm();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private long size;
  private boolean ended;

  private DiskBlobWriter(StoreLayout layout, Path temporary, FileChannel channel) {
    this.layout = layout;
    this.temporary = temporary;
    this.channel = channel;
  }

  static DiskBlobWriter open(StoreLayout layout, Path temporary) throws IOException {
    FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new DiskBlobWriter(layout, temporary, channel);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > buffer.remaining()) {
      flush();
    }
    if (length > buffer.remaining()) {
      drain(ByteBuffer.wrap(bytes, offset, length));
    } else {
      buffer.put(bytes, offset, length);
    }
  }

  @Override
  public void flush() throws IOException {
    drain(buffer.flip());
    buffer.clear();
  }

  private void drain(ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
    hash.update(bytes.duplicate());
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw StoreFailures.full(layout.root(), length, e);
    }
    size += length;
  }

  @Override
  public StoredBlob commit() throws IOException {
    return publish(digest());
  }

  @Override
  public StoredBlob commit(Digest expected) throws IOException {
    Digest actual = digest();
    if (!actual.equals(expected)) {
      close();
      throw new DigestMismatch(expected, actual);
    }
    return publish(actual);
  }

  private Digest digest() throws IOException {
    if (ended) {
      throw new IllegalStateException("the blob has been committed or closed");
    }
    flush();
    return Digest.from(hash.digest());
  }

  private StoredBlob publish(Digest digest) throws IOException {
    ended = true;
    Path file = layout.blob(digest, size);
    try (channel) {
      channel.force(true);
      // Also over one that is there: its bytes may have rotted, and who reads it keeps the old.
      Disk.publish(temporary, file);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw StoreFailures.full(layout.root(), size, e);
    }
    return new StoredBlob(digest, size, file);
  }

  @Override
  public void close() throws IOException {
    if (!ended) {
      ended = true;
      channel.close();
      Files.deleteIfExists(temporary);
    }
  }
}
