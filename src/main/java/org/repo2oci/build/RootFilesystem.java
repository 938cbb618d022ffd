package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.layer.BadArchive;
import org.repo2oci.layer.LayerReader;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.store.Scratch;
import org.repo2oci.store.Store;

/** Puts layers on disk, each once for its diffID, several at a time. */
public final class RootFilesystem {
  private final Store store;
  private final Sandbox sandbox;
  private final int threads;
  private final EventSink events;
  private final Stage stage;

  /**
   * @param threads that unpack, at least 1
   * @param stage that says what was unpacked
   */
  public RootFilesystem(Store store, Sandbox sandbox, int threads, EventSink events, Stage stage) {
    this.store = store;
    this.sandbox = sandbox;
    this.threads = threads;
    this.events = events;
    this.stage = stage;
  }

  /**
   * The layers, bottom first, for steps.
   *
   * @param blobs in any compression
   * @param diffIds one for each
   */
  public List<RootLayer> of(List<Path> blobs, List<Digest> diffIds)
      throws IOException, InterruptedException {
    sandbox.requireSteps("programs in the image", false);
    long begin = System.nanoTime();
    AtomicInteger unpacked = new AtomicInteger();
    List<RootLayer> layers;
    try (Scratch scratch = store.newScratch();
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<RootLayer>> running = new ArrayList<>();
      for (int i = 0; i < blobs.size(); i++) {
        Path blob = blobs.get(i);
        Digest diffId = diffIds.get(i);
        Path contents = scratch.directory().resolve(Integer.toString(i));
        running.add(pool.submit(() -> layer(blob, diffId, contents, unpacked)));
      }
      try {
        layers = Waiting.forAll(running);
      } finally {
        pool.shutdownNow();
      }
    }
    if (unpacked.get() > 0) {
      events.accept(
          new BuildEvent.Finished(
              stage,
              "Unpacked %d layers, %d already there"
                  .formatted(unpacked.get(), layers.size() - unpacked.get()),
              Duration.ofNanos(System.nanoTime() - begin)));
    }
    return layers;
  }

  private RootLayer layer(Path blob, Digest diffId, Path contents, AtomicInteger unpacked)
      throws IOException {
    try {
      return sandbox.materialise(
          diffId,
          () -> {
            unpacked.incrementAndGet();
            FileTree tree = LayerReader.read(blob, diffId, contents);
            return tree;
          });
    } catch (BadArchive | IllegalArgumentException e) {
      throw BuildFailure.environment(
              "Cannot unpack the layer `%s` of the image".formatted(diffId.shortened()))
          .withDetail(String.valueOf(e.getMessage()))
          .withHint("Build the image again; where it has a base image, see whether that is sound")
          .withCause(e);
    } finally {
      Files.deleteIfExists(contents);
    }
  }
}
