package org.repo2oci.build;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.layer.LayerCache;
import org.repo2oci.layer.LayerOptions;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.ImagePlan;
import org.repo2oci.plan.PlannedLayer;

/**
 * Makes the layers that the store does not have. The parts of all missing layers are downloaded and
 * unpacked at once; a layer is written as soon as its own parts are there.
 */
final class Assembler {
  private final LayerCache cache;
  private final LayerOptions options;
  private final Semaphore writers;
  private final EventSink events;

  Assembler(LayerCache cache, LayerOptions options, int threads, EventSink events) {
    this.cache = cache;
    this.options = options;
    this.writers = new Semaphore(threads);
    this.events = events;
  }

  /** The layers of a plan, in its order. */
  List<LayerBlob> assemble(ImagePlan plan, List<Part> parts)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Map<Component, Part> byComponent = new HashMap<>();
    parts.forEach(part -> byComponent.put(part.component(), part));
    AtomicInteger written = new AtomicInteger();
    List<LayerBlob> layers;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        List<Future<LayerBlob>> running = new ArrayList<>();
        for (PlannedLayer layer : plan.layers()) {
          running.add(submit(executor, layer, byComponent, written));
        }
        layers = Waiting.forAll(running);
      } finally {
        executor.shutdownNow();
      }
    }
    events.accept(
        new BuildEvent.Finished(
            Stage.ASSEMBLE,
            "Built %d layers, %d cached".formatted(layers.size(), layers.size() - written.get()),
            Duration.ofNanos(System.nanoTime() - begin)));
    return layers;
  }

  private Future<LayerBlob> submit(
      ExecutorService executor,
      PlannedLayer layer,
      Map<Component, Part> parts,
      AtomicInteger written)
      throws IOException {
    var known = cache.find(layer.key());
    if (known.isPresent()) {
      return executor.submit(known::get);
    }
    written.incrementAndGet();
    List<Future<FileTree>> trees = new ArrayList<>();
    for (Component component : layer.components()) {
      Part part = parts.get(component);
      if (part == null) {
        throw new IllegalArgumentException("no files for `%s`".formatted(component.title()));
      }
      trees.add(executor.submit(part.files()::tree));
    }
    return executor.submit(() -> write(layer, trees));
  }

  private LayerBlob write(PlannedLayer layer, List<Future<FileTree>> trees)
      throws IOException, InterruptedException {
    FileTree.Builder merged = FileTree.builder();
    for (FileTree tree : Waiting.forAll(trees)) {
      merged.putAll(tree);
    }
    FileTree tree = merged.build();
    writers.acquire();
    try {
      LayerBlob blob = cache.build(layer.key(), () -> tree, options);
      events.accept(
          new BuildEvent.Progress(Stage.ASSEMBLE, layer.title(), blob.size(), blob.size()));
      return blob;
    } finally {
      writers.release();
    }
  }
}
