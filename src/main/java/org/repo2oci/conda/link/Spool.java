package org.repo2oci.conda.link;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.repo2oci.filetree.Content;

/**
 * One file of a scratch folder with the contents of one package, end to end: they are read again,
 * in another order, when layers are written. A disk that is full is no fault of an archive: what
 * fails here is an {@link UncheckedIOException}.
 */
final class Spool implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER];
  private long written;

  Spool(Path file) throws IOException {
    this.file = file;
    this.out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
  }

  /** Copies a stream to its end; where reading fails the exception is the stream's. */
  Content.Range add(InputStream content) throws IOException {
    long start = written;
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      write(buffer, 0, count);
    }
    return new Content.Range(file, start, written - start);
  }

  void write(byte[] bytes, int offset, int count) {
    try {
      out.write(bytes, offset, count);
      written += count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the next byte goes. */
  long position() {
    return written;
  }

  /** What was written since a position; it can be read at once. */
  Content.Range since(long start) {
    flush();
    return new Content.Range(file, start, written - start);
  }

  void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
