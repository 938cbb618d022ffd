package org.repo2oci.engine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a source writes, as a stream to read. A source that fails makes the reading fail: it must
 * not look like the archive's end.
 */
final class ArchivePipe extends PipedInputStream {
  private static final int BUFFER = 1 << 18;

  private final Thread writer;
  private volatile @Nullable Throwable failure;
  private volatile boolean finished;

  private ArchivePipe(ArchiveSource source) throws IOException {
    super(BUFFER);
    PipedOutputStream out = new PipedOutputStream(this);
    writer = Thread.ofVirtual().name("archive").unstarted(() -> write(source, out));
  }

  static ArchivePipe open(ArchiveSource source) throws IOException {
    ArchivePipe pipe = new ArchivePipe(source);
    pipe.writer.start();
    return pipe;
  }

  private void write(ArchiveSource source, PipedOutputStream out) {
    try (out) {
      copy(source, out);
    } catch (IOException e) {
      // The reader has left: it knows.
    }
  }

  /** What went wrong is known before the reader can see the end. */
  private void copy(ArchiveSource source, PipedOutputStream out) {
    try {
      source.writeTo(out);
      finished = true;
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
  }

  /** Why the source ended early, where it is the source's own fault. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public synchronized int read() throws IOException {
    return checked(super.read());
  }

  @Override
  public synchronized int read(byte[] into, int offset, int length) throws IOException {
    return checked(super.read(into, offset, length));
  }

  private int checked(int read) throws IOException {
    if (read >= 0 || finished) {
      return read;
    }
    throw new IOException("the archive ended early", failure);
  }

  /** Ends the source too. */
  @Override
  public void close() throws IOException {
    super.close();
    writer.interrupt();
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
