package org.repo2oci.layer;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.store.BlobWriter;
import org.repo2oci.store.Store;
import org.repo2oci.store.StoredBlob;

/**
 * Writes trees as compressed layers into the store. The bytes depend on the tree and the options
 * alone, not on the number of threads. Several threads may write layers at once.
 */
public final class LayerWriter implements AutoCloseable {
  private final Store store;
  private final int threads;
  private final ExecutorService pool;

  private LayerWriter(Store store, int threads) {
    this.store = store;
    this.threads = threads;
    this.pool =
        Executors.newFixedThreadPool(
            Math.max(1, threads), Thread.ofPlatform().daemon().name("compress-", 0).factory());
  }

  /**
   * A writer into a store; close it when the last layer is written.
   *
   * @param threads that compress, beside those that call; with 0 a layer is written by the thread
   *     that asks for it, all alone
   */
  public static LayerWriter open(Store store, int threads) {
    return new LayerWriter(store, Math.max(0, threads));
  }

  /** Writes a layer, and learns its diffID on the way. */
  public LayerBlob write(FileTree tree, LayerOptions options) throws IOException {
    return write(tree, options, ExpectedDigests.none());
  }

  /**
   * Writes a layer, and checks its files on the way.
   *
   * @throws BadArchive where a file is not what was expected; then no layer is written
   */
  public LayerBlob write(FileTree tree, LayerOptions options, ExpectedDigests expected)
      throws IOException {
    try (TarHasher hasher = TarHasher.start(threads > 0, expected)) {
      Written written = write(tree, options, Optional.of(hasher));
      return blob(options, written, hasher.finish());
    }
  }

  /**
   * Writes a layer that was written before, which need not be inflated again: where the blob is the
   * same as then, so is its diffID. Where it is another, it is read to learn its diffID.
   *
   * @param known what was learnt then, here or elsewhere
   */
  public LayerBlob rewrite(FileTree tree, LayerOptions options, LayerBlob known)
      throws IOException {
    Written written = write(tree, options, Optional.empty());
    boolean same = written.blob().digest().equals(known.digest());
    return blob(
        options, written, same ? known.diffId() : LayerReader.diffId(written.blob().file()));
  }

  private Written write(FileTree tree, LayerOptions options, Optional<TarHasher> hasher)
      throws IOException {
    try (BlockCodec codec = BlockCodec.of(options.compression());
        BlobWriter out = store.newBlob();
        LayerPipe pipe = new LayerPipe(codec, pool, threads, hasher, out)) {
      TarWriter.write(tree, options.parents(), Whiteouts.OCI, pipe);
      pipe.finish();
      if (hasher.isPresent()) {
        hasher.get().finish();
      }
      return new Written(out.commit(), pipe.tarSize());
    }
  }

  private static LayerBlob blob(LayerOptions options, Written written, Digest diffId) {
    return new LayerBlob(
        options.compression().mediaType(),
        written.blob().digest(),
        written.blob().size(),
        diffId,
        written.tarSize());
  }

  @Override
  public void close() {
    pool.close();
  }

  private record Written(StoredBlob blob, long tarSize) {}
}
