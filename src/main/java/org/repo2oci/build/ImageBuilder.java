package org.repo2oci.build;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.repo2oci.buildpack.Detector;
import org.repo2oci.buildpack.Environment;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageReference;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.lock.Lock;
import org.repo2oci.plan.PlannedLayer;
import org.repo2oci.plan.PreviousImage;
import org.repo2oci.plan.StackPlan;
import org.repo2oci.repository.Checkout;
import org.repo2oci.repository.CheckoutRequest;
import org.repo2oci.repository.RepositorySource;

/** Repository, environment, lock, plan, layers, image: the way through, one line for each stage. */
public final class ImageBuilder {
  private final Workshop workshop;
  private final BuildRequest request;
  private final ReuseRequest reuse;
  private final Stages stages;

  public ImageBuilder(Workshop workshop, BuildRequest request) throws IOException {
    this(workshop, request, request.reuse());
  }

  private ImageBuilder(Workshop workshop, BuildRequest request, ReuseRequest reuse)
      throws IOException {
    this.workshop = workshop;
    this.request = request;
    this.reuse = reuse;
    this.stages = new Stages(workshop, request, reuse);
  }

  /** One that takes decisions alone from earlier images, and makes every layer itself. */
  public static ImageBuilder withoutLayersOfOthers(Workshop workshop, BuildRequest request)
      throws IOException {
    return new ImageBuilder(workshop, request, request.reuse().withoutLayers());
  }

  /** Builds the image into the store. */
  public BuiltImage build() throws IOException, InterruptedException {
    try (var _ = stages.bases();
        PreviousImages.Reading reading = PreviousImages.begin(workshop, request);
        Checkout checkout = open()) {
      Environment environment = detect(checkout, reading);
      Optional<String> dockerfile = environment.file(DockerfileBuild.BUILDPACK);
      if (dockerfile.isPresent()) {
        return new DockerfileBuild(workshop, request, stages.settings().dockerfileLabels(checkout))
            .build(dockerfile.get(), checkout, name(checkout));
      }
      Optional<String> system = environment.file(SystemImage.BUILDPACK);
      if (system.isPresent()) {
        return new SystemImage(request, stages, stages.settings().dockerfileLabels(checkout))
            .build(system.get(), checkout, name(checkout));
      }
      List<PreviousImage> previous = reading.get();
      Lock lock = stages.locks(previous).lockFor(environment, checkout);
      KnownLayers known = stages.known(previous);
      LayerNotebook notebook = stages.notebook(known, previous);
      try (Contents contents = stages.contents(lock, environment, checkout, notebook)) {
        BaseLayers below = contents.base().below();
        ImageConfig settings = settings(environment, lock, checkout, contents);
        StepPlan plan = steps(contents, environment, lock, checkout, settings);
        known.ask(plan.plan().layers());
        Laid laid = lay(plan, contents, previous, known, notebook);
        if (contents.libraries().isPresent()) {
          contents.libraries().get().warn();
        }
        ImageConfig finished = AppendixPlan.of(request, settings).applied(settings);
        return ImageDocuments.image(
                name(checkout), finished, below, laid.planned(), laid.layers(), notebook)
            .with(known.reused(reuse.layers() ? previous : List.of()));
      }
    }
  }

  private record Laid(List<PlannedLayer> planned, List<LayerBlob> layers) {}

  /** The layers: upon those of the previous image where that is right, else the lock's alone. */
  private Laid lay(
      StepPlan plan,
      Contents contents,
      List<PreviousImage> previous,
      KnownLayers known,
      LayerNotebook notebook)
      throws IOException, InterruptedException {
    Assembler assembler = stages.assembler(known, notebook);
    StackPlan stack = stages.stack(plan.plan(), previous, contents.base());
    stack.choice().ifPresent(this::say);
    try {
      return lay(assembler, plan.among(stack.plan()), stack.guard(), contents);
    } catch (MisplacedComponent misplaced) {
      workshop
          .events()
          .accept(
              new BuildEvent.Noted(
                  BuildEvent.Stage.PLAN,
                  "Laying all layers anew: %s".formatted(misplaced.getMessage())));
      StackPlan fresh = StackPlan.fresh(plan.plan());
      return lay(assembler, plan, fresh.guard(), contents);
    }
  }

  private static Laid lay(
      Assembler assembler, StepPlan plan, StackPlan.Guard guard, Contents contents)
      throws IOException, InterruptedException {
    return new Laid(
        plan.plan().layers(), assembler.assemble(plan, guard, contents.parts(), contents.base()));
  }

  private void say(StackPlan.Choice choice) {
    workshop
        .events()
        .accept(
            new BuildEvent.Noted(
                BuildEvent.Stage.PLAN,
                "Laying about %d kB upon %d layers of the image before, where nodes would pull %d kB again"
                    .formatted(choice.laid() / 1000, choice.kept(), choice.again() / 1000)));
  }

  /** Decides every package and does nothing else. */
  public Lock lock() throws IOException, InterruptedException {
    try (var _ = stages.bases();
        PreviousImages.Reading reading = PreviousImages.begin(workshop, request);
        Checkout checkout = open()) {
      Environment environment = detect(checkout, reading);
      if (environment.file(SystemImage.BUILDPACK).isPresent()) {
        throw BuildFailure.input("Cannot lock: an image of `system-image.yml` has no lock")
            .withHint("`repo2oci build` takes the Debian packages of the day");
      }
      if (environment.file(DockerfileBuild.BUILDPACK).isPresent()) {
        throw BuildFailure.input(
                "Cannot lock: the Dockerfile decides, and it has no packages to lock")
            .withHint("List the packages in requirements.txt or environment.yml");
      }
      return stages.locks(reading.get()).lockFor(environment, checkout);
    }
  }

  /** Says what a build would do. */
  public PlannedImage plan() throws IOException, InterruptedException {
    try (var _ = stages.bases();
        PreviousImages.Reading reading = PreviousImages.begin(workshop, request);
        Checkout checkout = open()) {
      Environment environment = detect(checkout, reading);
      if (environment.file(DockerfileBuild.BUILDPACK).isPresent()
          || environment.file(SystemImage.BUILDPACK).isPresent()) {
        return new PlannedImage(environment, List.of());
      }
      List<PreviousImage> previous = reading.get();
      Lock lock = stages.locks(previous).lockFor(environment, checkout);
      LayerNotebook notebook = stages.notebook(stages.known(previous), previous);
      try (Contents contents = stages.contents(lock, environment, checkout, notebook)) {
        ImageConfig settings = settings(environment, lock, checkout, contents);
        StepPlan plan = steps(contents, environment, lock, checkout, settings);
        return PlannedImage.of(environment, plan.plan(), workshop.layers());
      }
    }
  }

  private ImageConfig settings(
      Environment environment, Lock lock, Checkout checkout, Contents contents)
      throws IOException, InterruptedException {
    BaseLayers below = contents.base().below();
    return stages
        .settings()
        .config(environment, lock, checkout, below.settings(), contents.base().locale());
  }

  private StepPlan steps(
      Contents contents,
      Environment environment,
      Lock lock,
      Checkout checkout,
      ImageConfig settings)
      throws IOException, InterruptedException {
    return StepPlan.of(
        stages.planner(),
        stages.planner().plan(contents.components()),
        contents.base().below().image().map(ImageReference::toString).orElse(""),
        stages.steps(contents, environment, lock, checkout, settings));
  }

  private ImageReference name(Checkout checkout) {
    return ImageNames.automatic(
        request.repository(), request.subdirectory().orElse(""), checkout.contentId());
  }

  private Checkout open() {
    return Checkout.open(
        new CheckoutRequest(
            RepositorySource.parse(request.repository()),
            request.ref(),
            request.subdirectory(),
            workshop.environment()),
        workshop.archives(),
        workshop.store(),
        workshop.events());
  }

  private Environment detect(Checkout checkout, PreviousImages.Reading reading)
      throws IOException, InterruptedException {
    if (request.baseImage().isPresent()) {
      stages.bases().learn(reading.get());
    }
    Environment environment =
        Detector.detect(
            checkout,
            stages.buildpacks(),
            request.platform(),
            stages.bases().python().version(),
            workshop.events());
    return request.required() ? environment.required() : environment;
  }
}
