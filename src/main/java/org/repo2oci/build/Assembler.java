package org.repo2oci.build;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
import org.repo2oci.plan.Claims;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.ImagePlan;
import org.repo2oci.plan.LayerContents;
import org.repo2oci.plan.PlannedLayer;
import org.repo2oci.plan.StackPlan;

/**
 * Makes the layers that the store does not have. The parts of all missing layers are downloaded and
 * unpacked at once; a layer is written as soon as its own parts are there.
 */
final class Assembler {
  /** Compressed bytes of missing layers. */
  private static final long MUCH = 32_000_000;

  private final LayerCache cache;
  private final KnownLayers known;
  private final LayerOptions options;
  private final Semaphore writers;
  private final Workshop workshop;
  private final EventSink events;
  private final LayerNotebook notebook;
  private final Prefixes prefixes;
  private long missing;

  /**
   * @param known layers that need not be made
   */
  Assembler(
      Workshop workshop,
      LayerOptions options,
      KnownLayers known,
      LayerNotebook notebook,
      Prefixes prefixes) {
    this.known = known;
    this.notebook = notebook;
    this.prefixes = prefixes;
    this.cache = workshop.layers();
    this.options = options;
    this.writers = new Semaphore(workshop.threads());
    this.workshop = workshop;
    this.events = workshop.events();
  }

  /**
   * The layers of a plan, in its order.
   *
   * @param guard of layers that are laid upon those of an earlier image
   * @param base below all of them
   * @throws MisplacedComponent where it does not allow one of them
   */
  List<LayerBlob> assemble(StepPlan steps, StackPlan.Guard guard, List<Part> parts, Foundation base)
      throws IOException, InterruptedException {
    ImagePlan plan = steps.plan();
    AtomicInteger written = new AtomicInteger();
    return assemble(
        plan,
        guard,
        parts,
        (layer, running) -> {
          Optional<StepPart> step = steps.step(layer);
          return step.isPresent()
              ? Optional.of(
                  step(layer, step.get(), below(plan, running, step.get()), base, written))
              : Optional.empty();
        },
        written);
  }

  /** The layers of a plan in which nothing is run. */
  List<LayerBlob> assemble(ImagePlan plan, List<Part> parts)
      throws IOException, InterruptedException {
    return assemble(
        plan,
        StackPlan.fresh(plan).guard(),
        parts,
        (_, _) -> Optional.empty(),
        new AtomicInteger());
  }

  /** Says how a layer is made that is made by running something on those before it. */
  @FunctionalInterface
  private interface Steps {
    Optional<Callable<LayerBlob>> of(PlannedLayer layer, List<Future<LayerBlob>> before)
        throws IOException, InterruptedException;
  }

  private List<LayerBlob> assemble(
      ImagePlan plan, StackPlan.Guard guard, List<Part> parts, Steps steps, AtomicInteger written)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Map<Component, Part> byComponent = new HashMap<>();
    parts.forEach(part -> byComponent.put(part.component(), part));
    List<LayerBlob> layers;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        List<Future<LayerBlob>> running = new ArrayList<>();
        for (PlannedLayer layer : plan.layers()) {
          Optional<Callable<LayerBlob>> step = steps.of(layer, running);
          running.add(
              step.isPresent()
                  ? executor.submit(step.get())
                  : submit(executor, layer, guard, byComponent, written));
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
      StackPlan.Guard guard,
      Map<Component, Part> parts,
      AtomicInteger written)
      throws IOException, InterruptedException {
    Optional<LayerBlob> found = known.find(layer, true);
    if (found.isPresent() && (layer.kept() || isAllowed(layer, guard))) {
      return notebook.misses(layer)
          ? executor.submit(new Noting(layer, trees(executor, layer, parts), found.get()))
          : executor.submit(found::get);
    }
    if (layer.kept()) {
      throw new MisplacedComponent(layer.title() + " is not there any more");
    }
    foresee(layer);
    written.incrementAndGet();
    List<Future<FileTree>> trees = trees(executor, layer, parts);
    return executor.submit(() -> write(layer, guard, trees));
  }

  /** Says it when the missing layers become many bytes. */
  private void foresee(PlannedLayer layer) {
    long before = missing;
    missing += layer.size();
    if (before < MUCH && missing >= MUCH) {
      events.accept(new BuildEvent.Foreseen(true));
    }
  }

  private static List<Future<FileTree>> trees(
      ExecutorService executor, PlannedLayer layer, Map<Component, Part> parts) {
    List<Future<FileTree>> trees = new ArrayList<>();
    for (Component component : layer.components()) {
      Part part = parts.get(component);
      if (part == null) {
        throw new IllegalArgumentException("no files for `%s`".formatted(component.title()));
      }
      trees.add(executor.submit(part.files()::tree));
    }
    return trees;
  }

  /** Writes down what a layer has that was made before this was done. */
  private final class Noting implements Callable<LayerBlob> {
    private final PlannedLayer layer;
    private final List<Future<FileTree>> trees;
    private final LayerBlob found;

    Noting(PlannedLayer layer, List<Future<FileTree>> trees, LayerBlob found) {
      this.layer = layer;
      this.trees = trees;
      this.found = found;
    }

    @Override
    public LayerBlob call() throws IOException, InterruptedException {
      List<Claims> claims = Waiting.forAll(trees).stream().map(Claims::of).toList();
      cache.note(layer.key(), LayerContents.of(layer, claims).text().orElse(""));
      return found;
    }
  }

  /** Whether a layer that was made before may lie where it is planned now. */
  private boolean isAllowed(PlannedLayer layer, StackPlan.Guard guard) {
    return !guard.concerns(layer)
        || notebook.contents(layer).filter(one -> guard.allows(layer, one)).isPresent();
  }

  private static List<Future<LayerBlob>> below(
      ImagePlan plan, List<Future<LayerBlob>> running, StepPart step) {
    List<Future<LayerBlob>> below = new ArrayList<>();
    for (int i = 0; i < running.size(); i++) {
      if (step.standsOn().contains(plan.layers().get(i).stratum())) {
        below.add(running.get(i));
      }
    }
    return below;
  }

  /** A step's layer: it is run when the layers are there that it stands on. */
  private Callable<LayerBlob> step(
      PlannedLayer layer,
      StepPart step,
      List<Future<LayerBlob>> below,
      Foundation base,
      AtomicInteger written)
      throws IOException, InterruptedException {
    Optional<LayerBlob> found = step.again() ? Optional.empty() : known.find(layer, false);
    if (found.isPresent()) {
      return found::get;
    }
    if (step.runs()) {
      // It is to be known before anything else is made.
      workshop.sandbox().requireSteps(step.component().name(), false);
    }
    written.incrementAndGet();
    return () -> {
      List<LayerBlob> lower = Waiting.each(below);
      StepPart.Made made = step.work().in(new LowerLayers(workshop, known, base, lower));
      try (AutoCloseable _ = made.held()) {
        return cache.replace(layer.key(), made::tree, options);
      }
    };
  }

  private LayerBlob write(PlannedLayer layer, StackPlan.Guard guard, List<Future<FileTree>> trees)
      throws IOException, InterruptedException {
    FileTree.Builder merged = FileTree.builder();
    List<Claims> claims = new ArrayList<>();
    for (FileTree tree : Waiting.forAll(trees)) {
      merged.putAll(tree);
      claims.add(Claims.of(tree));
    }
    LayerContents contents = LayerContents.of(layer, claims);
    if (!guard.allows(layer, contents)) {
      throw new MisplacedComponent(layer.title() + " has files of a package that is to win");
    }
    layer.upon().ifPresent(upon -> Hiding.put(upon, merged));
    FileTree tree = layer.upon().isEmpty() ? merged.build() : prefixes.withFolders(merged.build());
    writers.acquire();
    try {
      LayerBlob blob = cache.build(layer.key(), () -> tree, options, contents.text().orElse(""));
      events.accept(
          new BuildEvent.Progress(Stage.ASSEMBLE, layer.title(), blob.size(), blob.size()));
      return blob;
    } finally {
      writers.release();
    }
  }
}
