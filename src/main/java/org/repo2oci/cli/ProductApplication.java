package org.repo2oci.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.repo2oci.build.BuildRequest;
import org.repo2oci.build.BuiltImage;
import org.repo2oci.build.Delivery;
import org.repo2oci.build.ImageBuilder;
import org.repo2oci.build.LostLayer;
import org.repo2oci.build.PlannedImage;
import org.repo2oci.build.PoolInventory;
import org.repo2oci.build.ReuseRequest;
import org.repo2oci.build.Workshop;
import org.repo2oci.cli.application.Application;
import org.repo2oci.cli.application.BuildArguments;
import org.repo2oci.cli.application.BuildReport;
import org.repo2oci.cli.application.CacheReport;
import org.repo2oci.cli.application.DiffArguments;
import org.repo2oci.cli.application.DiffReport;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.cli.application.InspectArguments;
import org.repo2oci.cli.application.InspectReport;
import org.repo2oci.cli.application.LaunchArguments;
import org.repo2oci.cli.application.LockArguments;
import org.repo2oci.cli.application.MachineArguments;
import org.repo2oci.cli.application.PlanArguments;
import org.repo2oci.cli.application.PlanReport;
import org.repo2oci.cli.application.PruneArguments;
import org.repo2oci.cli.application.PruneReport;
import org.repo2oci.cli.application.Release;
import org.repo2oci.cli.application.RunningServer;
import org.repo2oci.cli.application.StepArguments;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;
import org.repo2oci.inspect.ImageInspector;
import org.repo2oci.inspect.ImageSource;
import org.repo2oci.launch.ImageRunner;
import org.repo2oci.launch.LaunchEnd;
import org.repo2oci.launch.LaunchTimes;
import org.repo2oci.launch.Launcher;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.lock.LockFile;

/** The commands' calls, each handed to the room that does the work. */
final class ProductApplication implements Application {
  private final Requests requests;

  private final Release release;
  private final boolean quick;

  ProductApplication(HostSettings host) {
    this(host, Release.none(), false);
  }

  /**
   * @param release called by {@code build}
   * @param quick whether a build with much to do ends with {@link Restart} before it says anything
   */
  ProductApplication(HostSettings host, Release release, boolean quick) {
    this.requests = new Requests(host);
    this.release = release;
    this.quick = quick;
  }

  @Override
  public BuildReport build(BuildArguments arguments, EventSink events) {
    BuildRequest request = request(arguments);
    return building(
        arguments.machine(),
        events,
        workshop -> {
          BuiltImage image = delivered(request, arguments, workshop, release, false);
          return new BuildReport(image.digest(), names(image, arguments));
        });
  }

  private BuildRequest request(BuildArguments arguments) {
    return requests.build(
        arguments.source(),
        arguments.resolve(),
        arguments.image(),
        arguments.steps(),
        arguments.push() ? arguments.tags() : List.of());
  }

  private static List<ImageReference> names(BuiltImage image, BuildArguments arguments) {
    return arguments.tags().isEmpty() ? List.of(image.automaticName()) : arguments.tags();
  }

  /**
   * Builds the image, and brings it where it was asked to go: others see the push, so it is last.
   *
   * @param here whether all of its layers are wanted on this machine
   */
  private static BuiltImage delivered(
      BuildRequest request,
      BuildArguments arguments,
      Workshop workshop,
      Release release,
      boolean here)
      throws IOException, InterruptedException {
    Outputs.check(arguments.outputs(), workshop);
    try {
      return delivered(
          new ImageBuilder(workshop, request), request.reuse(), arguments, workshop, release, here);
    } catch (BuildFailure failure) {
      if (!LostLayer.isCauseOf(failure)) {
        throw failure;
      }
      workshop
          .events()
          .accept(new BuildEvent.Warned(failure.message() + "; making the layers instead"));
      return delivered(
          ImageBuilder.withoutLayersOfOthers(workshop, request),
          request.reuse().withoutLayers(),
          arguments,
          workshop,
          release,
          here);
    }
  }

  private static BuiltImage delivered(
      ImageBuilder builder,
      ReuseRequest reuse,
      BuildArguments arguments,
      Workshop workshop,
      Release release,
      boolean here)
      throws IOException, InterruptedException {
    BuiltImage image = builder.build();
    List<ImageReference> names = names(image, arguments);
    Delivery delivery = new Delivery(workshop);
    Outputs.write(arguments.outputs(), delivery, image, names);
    release.built(Releases.image(image, names, workshop), workshop.events());
    if (arguments.push()) {
      release.pushed(Releases.layers(delivery.push(image, names, reuse.pool())));
    }
    if (here) {
      delivery.fetchBase(image);
    }
    return image;
  }

  @Override
  public int launch(LaunchArguments arguments, EventSink events, Consumer<RunningServer> ready) {
    BuildArguments build = arguments.build();
    BuildRequest request = request(build);
    return building(
        build.machine(),
        events,
        workshop -> {
          Launches.check(arguments, workshop);
          BuiltImage image = delivered(request, build, workshop, Release.none(), true);
          List<ImageReference> names = names(image, build);
          ImageRunner runner = Launches.runner(arguments.runner(), workshop, image, names);
          LaunchEnd end =
              new Launcher(runner, LaunchTimes.usual(), events)
                  .launch(
                      Launches.request(image, names.getFirst(), arguments, workshop.store()),
                      pages -> ready.accept(Launches.server(pages)));
          return end.asked() ? 0 : end.exitCode();
        });
  }

  @Override
  public String lock(LockArguments arguments, EventSink events) {
    BuildRequest request = requests.lock(arguments.source(), arguments.resolve());
    return with(
        arguments.machine(),
        events,
        workshop ->
            new String(
                LockFile.write(new ImageBuilder(workshop, request).lock()),
                StandardCharsets.UTF_8));
  }

  @Override
  public PlanReport plan(PlanArguments arguments, EventSink events) {
    BuildRequest request =
        requests.build(
            arguments.source(), arguments.resolve(), arguments.image(), StepArguments.usual());
    return with(
        arguments.machine(),
        events,
        workshop -> report(new ImageBuilder(workshop, request).plan()));
  }

  private static PlanReport report(PlannedImage plan) {
    List<PlanReport.FileUse> files = new ArrayList<>();
    plan.environment()
        .used()
        .forEach(file -> files.add(new PlanReport.FileUse(file.path(), true, file.reason())));
    plan.environment()
        .ignored()
        .forEach(file -> files.add(new PlanReport.FileUse(file.path(), false, file.reason())));
    List<PlanReport.PlannedLayer> layers = new ArrayList<>();
    for (PlannedImage.Layer layer : plan.layers()) {
      layers.add(
          new PlanReport.PlannedLayer(
              layer.planned().key().toString(),
              layer.planned().stratum().title(),
              layer.planned().title(),
              layer.planned().components().size(),
              OptionalLong.of(layer.cached().map(LayerBlob::size).orElse(layer.planned().size())),
              layer.cached().isPresent()));
    }
    return new PlanReport(files, layers);
  }

  @Override
  public InspectReport inspect(InspectArguments arguments, EventSink events) {
    ImageSource source = Inspections.source(arguments.image());
    return with(
        arguments.machine(),
        events,
        workshop ->
            Inspections.report(
                arguments.image(),
                new ImageInspector(workshop).inspect(source, arguments.platform())));
  }

  @Override
  public DiffReport diff(DiffArguments arguments, EventSink events) {
    ImageSource before = Inspections.source(arguments.before());
    ImageSource after = Inspections.source(arguments.after());
    return with(
        arguments.machine(),
        events,
        workshop ->
            Inspections.difference(
                arguments,
                new ImageInspector(workshop).compare(before, after, arguments.platform())));
  }

  @Override
  public CacheReport cacheList(MachineArguments machine, EventSink events) {
    return with(
        machine,
        events,
        workshop -> new Cache(workshop.store(), events, Clock.systemUTC()).list(machine.store()));
  }

  @Override
  public PruneReport cachePrune(PruneArguments arguments, EventSink events) {
    return with(
        arguments.machine(),
        events,
        workshop -> {
          Cache cache = new Cache(workshop.store(), events, Clock.systemUTC());
          return arguments.repository().isPresent()
              ? cache.prunePool(
                  new PoolInventory(workshop, arguments.repository().get()), arguments)
              : cache.prune(arguments);
        });
  }

  /** Work that may fail as input and output do, or be interrupted. */
  @FunctionalInterface
  private interface Work<T> {
    T in(Workshop workshop) throws IOException, InterruptedException;
  }

  private <T> T building(MachineArguments machine, EventSink events, Work<T> work) {
    if (!quick) {
      return with(machine, events, work);
    }
    try (HeldEvents held = new HeldEvents(events)) {
      return with(machine, held, work);
    }
  }

  private <T> T with(MachineArguments machine, EventSink events, Work<T> work) {
    try (Workshop workshop = Workshop.open(requests.machine(machine), events)) {
      return work.in(workshop);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }
}
