package org.repo2oci.layer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.repo2oci.filetree.Content;
import org.repo2oci.image.Digest;

/**
 * Hashes a tar in its order, inflating what the layer takes over still compressed: on a thread of
 * its own, beside the compression, or on the caller's.
 */
final class TarHasher implements AutoCloseable {
  private final MessageDigest hash = Digest.algorithm();
  private final ContentReader reader = new ContentReader();
  private final ExpectedDigests expected;
  private final BlockingQueue<Part> parts = new ArrayBlockingQueue<>(8);
  private final @Nullable Thread thread;
  private volatile @Nullable Throwable failure;
  private Optional<Digest> result = Optional.empty();

  private TarHasher(boolean beside, ExpectedDigests expected) {
    this.expected = expected;
    this.thread = beside ? Thread.ofPlatform().daemon().name("hash").unstarted(this::run) : null;
  }

  static TarHasher start(boolean beside, ExpectedDigests expected) {
    TarHasher hasher = new TarHasher(beside, expected);
    if (hasher.thread != null) {
      hasher.thread.start();
    }
    return hasher;
  }

  /** The next bytes of the tar; they must not change any more. */
  void bytes(byte[] bytes, int length) throws IOException {
    put(new Part.Plain(bytes, length));
  }

  /** The next bytes of the tar are those of a content. */
  void content(String path, Content.Deflated content) throws IOException {
    put(new Part.Spliced(path, content));
  }

  /** What a file that is not spliced is to be. */
  Optional<Digest> expected(String path) {
    return expected.of(path);
  }

  /** The digest of the whole. */
  Digest finish() throws IOException {
    if (result.isEmpty()) {
      if (thread != null) {
        put(new Part.End());
        join(thread);
        rethrow();
      }
      result = Optional.of(Digest.from(hash.digest()));
    }
    return result.get();
  }

  private void put(Part part) throws IOException {
    if (thread == null) {
      take(part);
      return;
    }
    rethrow();
    try {
      parts.put(part);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private void run() {
    boolean more = true;
    while (more) {
      try {
        Part part = parts.take();
        more = !(part instanceof Part.End);
        if (failure == null) {
          take(part);
        }
      } catch (InterruptedException e) {
        failure = e;
        more = false;
      } catch (IOException | RuntimeException | Error e) {
        // Later parts are still taken, so that nobody waits for room.
        failure = e;
      }
    }
  }

  private void take(Part part) throws IOException {
    switch (part) {
      case Part.Plain(byte[] bytes, int length) -> hash.update(bytes, 0, length);
      case Part.Spliced(String path, Content.Deflated content) -> inflate(path, content);
      case Part.End() -> {
        // Nothing more to hash.
      }
    }
  }

  private void inflate(String path, Content.Deflated content) throws IOException {
    Optional<Digest> wanted = expected.of(path);
    if (wanted.isEmpty()) {
      reader.read(path, content, hash::update);
      return;
    }
    MessageDigest own = Digest.algorithm();
    reader.read(
        path,
        content,
        (bytes, offset, length) -> {
          hash.update(bytes, offset, length);
          own.update(bytes, offset, length);
        });
    check(path, wanted.get(), own);
  }

  static void check(String path, Digest expected, MessageDigest read) throws BadArchive {
    Digest actual = Digest.from(read.digest());
    if (!actual.equals(expected)) {
      throw new BadArchive("`%s` is %s, not %s".formatted(path, actual, expected));
    }
  }

  private void rethrow() throws IOException {
    switch (failure) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IOException(e);
    }
  }

  private static void join(Thread thread) throws IOException {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("the layer's writing was interrupted");
  }

  @Override
  public void close() throws IOException {
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    reader.close();
  }

  /** A part of the tar. */
  private sealed interface Part {
    record Plain(byte[] bytes, int length) implements Part {}

    record Spliced(String path, Content.Deflated content) implements Part {}

    record End() implements Part {}
  }
}
