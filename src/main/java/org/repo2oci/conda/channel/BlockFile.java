package org.repo2oci.conda.channel;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A file of blocks, each compressed by itself. Compressing takes as long as finding the records, so
 * a thread of its own does it.
 */
final class BlockFile implements AutoCloseable {
  private static final int LEVEL = -3;
  private static final int WAITING = 4;

  private final OutputStream out;
  private final ZstdCompressCtx compressor = new ZstdCompressCtx().setLevel(LEVEL);
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("conda-index").daemon().factory());
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(WAITING);
  private final List<Future<Long>> sizes = new ArrayList<>();
  private byte[] compressed = new byte[0];

  /**
   * A new file.
   *
   * @param size of a block, bytes; one may have to be larger
   */
  BlockFile(Path file, int size) throws IOException {
    out = Files.newOutputStream(file);
    for (int i = 0; i < WAITING; i++) {
      free.add(new byte[size]);
    }
  }

  /** A buffer for a block; waits until one is free. */
  byte[] buffer() throws IOException {
    try {
      return free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /** Writes a block, later; the buffer is no longer the caller's. */
  void append(byte[] block, int length) {
    sizes.add(
        thread.submit(() -> {
          try {
            return write(block, length);
          } finally {
            free.add(block);
          }
        }));
  }

  private long write(byte[] block, int length) throws IOException {
    int bound = (int) Zstd.compressBound(length);
    if (compressed.length < bound) {
      compressed = new byte[bound];
    }
    int size = compressor.compressByteArray(compressed, 0, bound, block, 0, length);
    out.write(compressed, 0, size);
    return size;
  }

  /** The compressed sizes of all blocks, when they are written. */
  long[] finish() throws IOException {
    long[] written = new long[sizes.size()];
    try {
      for (int i = 0; i < written.length; i++) {
        written[i] = sizes.get(i).get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
    out.close();
    return written;
  }

  @Override
  public void close() throws IOException {
    // What is being compressed is let finish, so that the compressor is not closed under it.
    thread.close();
    compressor.close();
    out.close();
  }
}
