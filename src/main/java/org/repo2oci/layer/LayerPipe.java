package org.repo2oci.layer;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.repo2oci.filetree.Content;
import org.repo2oci.image.Digest;

/**
 * Takes a tar and gives compressed parts to a stream, in order. A part ends where a block is full
 * or where a content is spliced: both depend on the tar alone.
 */
final class LayerPipe implements TarSink, AutoCloseable {
  /** Handing a smaller block to another thread costs as much as compressing it. */
  private static final int SMALL = 1 << 13;

  private static final int FIRST_BLOCK = 1 << 14;

  private final BlockCodec codec;
  private final ExecutorService pool;
  private final int threads;
  private final Optional<TarHasher> hasher;
  private final OutputStream out;
  private final ContentReader reader = new ContentReader();

  /** Not the other one: a part may be copied while the other gives a content's bytes. */
  private final ContentReader copier = new ContentReader();

  private final Deque<Part> waiting = new ArrayDeque<>();
  private int blocksWaiting;
  private byte[] block = new byte[FIRST_BLOCK];
  private int filled;
  private long tarSize;

  LayerPipe(
      BlockCodec codec,
      ExecutorService pool,
      int threads,
      Optional<TarHasher> hasher,
      OutputStream out) {
    this.codec = codec;
    this.pool = pool;
    this.threads = threads;
    this.hasher = hasher;
    this.out = out;
  }

  /** Bytes of tar so far. */
  long tarSize() {
    return tarSize;
  }

  @Override
  public void bytes(byte[] bytes, int offset, int length) throws IOException {
    tarSize += length;
    for (int done = 0; done < length; ) {
      int room = Math.min(codec.block() - filled, length - done);
      if (filled + room > block.length) {
        int larger = Math.max(filled + room, block.length * 4);
        block = Arrays.copyOf(block, Math.min(codec.block(), larger));
      }
      System.arraycopy(bytes, offset + done, block, filled, room);
      filled += room;
      done += room;
      if (filled == codec.block()) {
        endBlock();
      }
    }
  }

  @Override
  public void content(String path, Content content) throws IOException {
    if (content instanceof Content.Deflated deflated && codec.splices(deflated)) {
      splice(path, deflated);
      return;
    }
    Optional<Digest> expected = hasher.flatMap(h -> h.expected(path));
    if (expected.isEmpty()) {
      reader.read(path, content, this::bytes);
      return;
    }
    MessageDigest read = Digest.algorithm();
    reader.read(
        path,
        content,
        (bytes, offset, length) -> {
          read.update(bytes, offset, length);
          bytes(bytes, offset, length);
        });
    TarHasher.check(path, expected.get(), read);
  }

  private void splice(String path, Content.Deflated content) throws IOException {
    if (filled > 0) {
      endBlock();
    }
    tarSize += content.size();
    if (hasher.isPresent()) {
      hasher.get().content(path, content);
    }
    add(new Part.Spliced(content));
  }

  private void endBlock() throws IOException {
    byte[] bytes = block;
    int length = filled;
    block = new byte[FIRST_BLOCK];
    filled = 0;
    if (hasher.isPresent()) {
      hasher.get().bytes(bytes, length);
    }
    if (threads == 0 || length <= SMALL) {
      add(new Part.Ready(codec.compressed(bytes, length)));
    } else {
      add(new Part.Pending(pool.submit(() -> codec.compressed(bytes, length))));
    }
  }

  /** Writes what is ready; waits where too many blocks are not. */
  private void add(Part part) throws IOException {
    waiting.add(part);
    if (part instanceof Part.Pending) {
      blocksWaiting++;
    }
    while (!waiting.isEmpty() && (blocksWaiting > 2 * threads || isReady(waiting.element()))) {
      write(waiting.remove());
    }
  }

  private static boolean isReady(Part part) {
    return !(part instanceof Part.Pending(Future<byte[]> compressed)) || compressed.isDone();
  }

  /** Writes all that is left. */
  void finish() throws IOException {
    if (filled > 0) {
      endBlock();
    }
    while (!waiting.isEmpty()) {
      write(waiting.remove());
    }
  }

  private void write(Part part) throws IOException {
    switch (part) {
      case Part.Ready(byte[] compressed) -> out.write(compressed);
      case Part.Pending(Future<byte[]> compressed) -> {
        blocksWaiting--;
        out.write(await(compressed));
      }
      case Part.Spliced(Content.Deflated content) -> {
        out.write(codec.before(content));
        copier.readRaw(content, out::write);
        out.write(codec.after(content));
      }
    }
  }

  private static byte[] await(Future<byte[]> compressed) throws IOException {
    try {
      return compressed.get();
    } catch (InterruptedException e) {
      throw TarHasher.interrupted();
    } catch (ExecutionException e) {
      throw new IOException("compressing failed", e.getCause());
    }
  }

  @Override
  public void close() throws IOException {
    for (Part part : waiting) {
      if (part instanceof Part.Pending(Future<byte[]> compressed)) {
        compressed.cancel(true);
      }
    }
    copier.close();
    reader.close();
  }

  /** A part of the layer, in the order of the tar. */
  private sealed interface Part {
    record Ready(byte[] compressed) implements Part {}

    record Pending(Future<byte[]> compressed) implements Part {}

    record Spliced(Content.Deflated content) implements Part {}
  }
}
