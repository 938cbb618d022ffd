package org.repo2oci.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.repo2oci.buildpack.Buildpack;
import org.repo2oci.buildpack.Buildpacks;
import org.repo2oci.buildpack.Environment;
import org.repo2oci.cran.RDefinition;
import org.repo2oci.cran.install.RPackageBuilder;
import org.repo2oci.debian.DebianDefinition;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.Platform;
import org.repo2oci.layer.LayerOptions;
import org.repo2oci.lock.Base;
import org.repo2oci.lock.Lock;
import org.repo2oci.lock.PythonEnvironment;
import org.repo2oci.lock.REnvironment;
import org.repo2oci.lock.Rstudio;
import org.repo2oci.plan.ImagePlan;
import org.repo2oci.plan.Planner;
import org.repo2oci.plan.PreviousImage;
import org.repo2oci.plan.PreviousStack;
import org.repo2oci.plan.StackPlan;
import org.repo2oci.plan.StackPlanner;
import org.repo2oci.pypi.bytecode.BytecodeCompiler;
import org.repo2oci.pypi.index.PackageIndex;
import org.repo2oci.pypi.install.Prefix;
import org.repo2oci.pypi.install.PythonMinor;
import org.repo2oci.pypi.install.WheelInstaller;
import org.repo2oci.pypi.resolve.LockedPackage;
import org.repo2oci.pypi.resolve.PythonTools;
import org.repo2oci.pypi.resolve.RequirementOrigins;
import org.repo2oci.pypi.resolve.SdistBuilder;
import org.repo2oci.pypi.resolve.ServerSet;
import org.repo2oci.pypi.resolve.Toolboxes;
import org.repo2oci.pypi.resolve.UvRelease;
import org.repo2oci.pypi.spec.SourceLine;
import org.repo2oci.repository.Checkout;
import org.repo2oci.store.Scratch;

/** The stages of one build, set up for its request. */
final class Stages {
  /** Interpreters that compile at once; each takes about 100 MB. */
  private static final int MOST_COMPILERS = 2;

  private final Workshop workshop;
  private final BuildRequest request;
  private final ReuseRequest reuse;
  private final Buildpacks buildpacks;
  private final Optional<Lock> given;
  private final Bases bases;
  private final ServerSet server;
  private final CondaServer condaServer;
  private final UvRelease uv;
  private final RDefinition r;
  private final RstudioDefinition rstudio;
  private final LayerOptions options;
  private final String version;
  private final Clock clock;

  /**
   * @param reuse which layers need not be made
   */
  Stages(Workshop workshop, BuildRequest request, ReuseRequest reuse) throws IOException {
    this.workshop = workshop;
    this.reuse = reuse;
    this.request = request;
    Buildpacks known = Buildpacks.load(request.buildpacks().getFirst());
    for (Path more : request.buildpacks().subList(1, request.buildpacks().size())) {
      known = known.with(more);
    }
    this.buildpacks = known;
    // What is wrong with it is said before an hour of resolving and building.
    Appendix.parse(request.steps().appendix());
    this.clock = Clock.systemUTC();
    this.given = GivenLock.of(request, workshop.events());
    this.bases = new Bases(workshop, request, DebianDefinition.read(folder("base")), clock, given);
    this.server = ServerSet.read(folder("jupyter"));
    this.condaServer = CondaServer.read(folder("jupyter"), server.preferences());
    this.uv = UvRelease.read(folder("python").resolve("buildpack.yml"));
    this.r = RDefinition.read(folder(RDefinition.NAME));
    this.rstudio = RstudioDefinition.read(folder(RstudioDefinition.NAME));
    this.options = LayerOptions.of(request.compression());
    this.version = Version.text();
  }

  private Path folder(String buildpack) {
    return buildpacks
        .named(buildpack)
        .map(Buildpack::folder)
        .orElseThrow(() ->
            BuildFailure.environment("Cannot build without the buildpack `%s`".formatted(buildpack))
                .withHint("Take the folder `buildpacks` that came with this release"));
  }

  Buildpacks buildpacks() {
    return buildpacks;
  }

  Bases bases() {
    return bases;
  }

  /** Of an image that has other Debian packages than those of servers. */
  Bases systemBases(List<String> packages) throws IOException {
    DebianDefinition base = DebianDefinition.read(folder("base"));
    return new Bases(
        workshop,
        request,
        packages.isEmpty() ? base : base.withPackages(packages),
        clock,
        Optional.empty());
  }

  /**
   * What decides every package.
   *
   * @param previous images whose locks may be kept
   */
  Locks locks(List<PreviousImage> previous) {
    return new Locks(
        workshop,
        request,
        bases,
        server,
        condaServer,
        new RLocking(workshop, request, bases, r),
        new RBuildLocking(
            workshop, request.r().builds(), bases.suite(), request.platform().architecture(), r),
        new RstudioLocking(workshop, request.rstudio(), request.platform(), rstudio),
        this::tools,
        version,
        clock,
        given,
        new EarlierLocks(workshop.store(), request, previous));
  }

  Planner planner() {
    return new Planner(options.format());
  }

  /** The layers of an image that follows another one. */
  StackPlan stack(ImagePlan fresh, List<PreviousImage> previous, Foundation base)
      throws IOException, InterruptedException {
    if (!reuse.layers() || previous.isEmpty()) {
      return StackPlan.fresh(fresh);
    }
    List<String> own = new ArrayList<>(List.of(Prefixes.TOP, LockPart.FOLDER));
    if (!base.mayHaveAnEnvironment()) {
      own.add(r.library().substring(1));
    }
    StackPlanner stacks = new StackPlanner(planner(), reuse.optimization(), own);
    return PreviousStack.of(previous.getFirst(), base.below().diffIds())
        .map(stack -> stacks.plan(fresh, stack))
        .orElseGet(() -> StackPlan.fresh(fresh));
  }

  /** Of layers that follow no image. */
  LayerNotebook notebook() {
    return new LayerNotebook(workshop.layers(), KnownLayers.ofStore(workshop), List.of(), false);
  }

  /** Of layers that may follow those of images. */
  LayerNotebook notebook(KnownLayers known, List<PreviousImage> previous) {
    return new LayerNotebook(workshop.layers(), known, previous, !reuse.targets().isEmpty());
  }

  Assembler assembler(KnownLayers known, LayerNotebook notebook) {
    return new Assembler(
        workshop, options, known, notebook, new Prefixes(request.uid(), request.uid()));
  }

  /** The layers that need not be made. */
  KnownLayers known(List<PreviousImage> previous) {
    return new KnownLayers(workshop, reuse, previous, LayerPool.of(workshop, reuse));
  }

  ImageSettings settings() {
    return new ImageSettings(request, version, workshop.events());
  }

  /** What resolving and building Python packages needs. */
  PythonTools tools(LockedDebian locked) {
    return tools(bases.toolboxes(locked));
  }

  private PythonTools tools(Toolboxes toolboxes) {
    return new PythonTools(
        workshop.store(),
        workshop.fetcher(),
        workshop.sandbox(),
        toolboxes,
        uv,
        machine(),
        workshop.uvCache(),
        workshop.environment(),
        workshop.events());
  }

  private static Platform machine() {
    return switch (System.getProperty("os.arch", "")) {
      case "aarch64" -> Platform.LINUX_ARM64;
      default -> Platform.LINUX_AMD64;
    };
  }

  /**
   * Everything that goes into the image of a lock.
   *
   * @param notebook of layers that need not be made
   */
  Contents contents(Lock lock, Environment environment, Checkout checkout, LayerNotebook notebook)
      throws IOException, InterruptedException {
    Prefixes prefixes = new Prefixes(request.uid(), request.uid());
    CondaContents conda = conda(checkout, prefixes);
    DebianToolboxes toolboxes = bases.toolboxes(Bases.packages(lock.base()));
    Foundation base = conda.foundation(bases.open(lock), lock, toolboxes);
    BytecodeCompiler compiler = compiler(lock.python(), base);
    List<AutoCloseable> held = new ArrayList<>(List.of(compiler));
    Optional<RLibraries> libraries = Optional.empty();
    List<Part> parts = new ArrayList<>(base.parts());
    parts.addAll(conda.parts(lock, base, compiler, toolboxes, held));
    parts.addAll(python(lock, conda, base, prefixes, compiler, checkout, environment).parts(base));
    CondaSettingsPart.of(lock, prefixes).ifPresent(parts::add);
    CondaKernel.of(lock).flatMap(kernel -> kernel.part(prefixes)).ifPresent(parts::add);
    parts.addAll(new SettingsParts(prefixes).parts(environment.buildpacks()));
    if (lock.r().isPresent()) {
      REnvironment own = lock.r().get();
      parts.add(RSettingsPart.of(own, prefixes));
      Scratch scratch = workshop.store().newScratch();
      held.add(scratch);
      Optional<RBuildFiles> build = RBuildFiles.of(workshop, request, own, prefixes);
      build.ifPresent(files -> parts.add(files.part(scratch)));
      RPackageBuilder builder =
          new RPackageBuilder(
              new SandboxedR(workshop, request, r, own, build, toolboxes),
              own.packages(),
              workshop.threads());
      parts.addAll(
          new RParts(
                  workshop, own, builder, prefixes, scratch, new Semaphore(workshop.threads() + 1))
              .parts());
      libraries = libraries(lock, own, build, builder);
    }
    parts.addAll(rstudio(lock, prefixes, held));
    parts.add(LockPart.of(lock, prefixes));
    parts.add(RepositoryPart.of(checkout, environment, request));
    parts.addAll(
        conda.shared(
            wanted -> notebook.claims(planner().plan(Contents.components(parts)), wanted)));
    held.add(base);
    return new Contents(base, conda, parts, libraries, held);
  }

  private Optional<RLibraries> libraries(
      Lock lock, REnvironment own, Optional<RBuildFiles> build, RPackageBuilder builder)
      throws IOException, InterruptedException {
    if (own.origin() == REnvironment.Origin.CONDA
        || !(lock.base() instanceof Base.Debian(LockedDebian packages))) {
      return Optional.empty();
    }
    return Optional.of(
        new RLibraries(
            workshop,
            r,
            own,
            packages,
            builder,
            build.isPresent() ? build.get().libraries() : Set.of()));
  }

  private List<Part> rstudio(Lock lock, Prefixes prefixes, List<AutoCloseable> held)
      throws IOException {
    if (lock.r().isEmpty() || !(lock.rstudio().orElse(null) instanceof Rstudio.Present present)) {
      return List.of();
    }
    RstudioPart part =
        new RstudioPart(workshop, request.rstudio(), present, rstudio.exclude(), prefixes);
    held.add(part);
    return part.parts(lock.r().get());
  }

  private CondaContents conda(Checkout checkout, Prefixes prefixes) {
    CondaChannels channels =
        new CondaChannels(request.conda(), checkout.source().root(), workshop.events());
    return new CondaContents(
        workshop, request, prefixes, server.preferences(), new CondaArchives(workshop, channels));
  }

  private PythonParts python(
      Lock lock,
      CondaContents conda,
      Foundation base,
      Prefixes prefixes,
      BytecodeCompiler compiler,
      Checkout checkout,
      Environment environment) {
    PythonEnvironment python = lock.python();
    Prefix prefix =
        lock.condaPython()
            .map(one -> conda.prefix(one).forWheels())
            .orElseGet(() ->
                Prefix.virtualEnvironment(
                    python.prefix(),
                    PythonMinor.parse(python.minor()),
                    request.uid(),
                    request.uid()));
    return new PythonParts(
        python,
        lock.condaPython().isEmpty(),
        prefix,
        prefixes,
        server.preferences(),
        wheels(python, base, checkout, environment),
        new WheelInstaller(prefix, workshop.store()),
        compiler,
        workshop.events(),
        workshop.threads());
  }

  private static Optional<Digest> ofEditable(PythonEnvironment python, Checkout checkout) {
    List<String> projects =
        python.packages().stream()
            .map(LockedPackage::source)
            .flatMap(source ->
                source instanceof LockedPackage.Source.Directory(String path, boolean editable)
                        && editable
                    ? Stream.of(path)
                    : Stream.empty())
            .toList();
    return projects.isEmpty()
        ? Optional.empty()
        : new ProjectInputs(checkout, projects).ofEditable();
  }

  private Wheels wheels(
      PythonEnvironment python, Foundation base, Checkout checkout, Environment environment) {
    List<PackageIndex> indexes = Wheels.indexes(python.indexes(), request.indexes().indexes());
    Path root = checkout.source().root();
    SdistBuilder builder =
        new SdistBuilder(
                tools(base.builders()),
                new SdistBuilder.Surroundings(
                    request.indexes(),
                    indexes,
                    base.python(),
                    root,
                    checkout.files("", request.uid(), request.uid()).digest(),
                    ofEditable(python, checkout),
                    request.repositoryPath()))
            .naming(one -> origin(one, environment, indexes));
    return new Wheels(
        workshop.fetcher(),
        builder,
        one -> base.requireBuilds(one, () -> origin(one, environment, indexes)),
        indexes,
        root,
        request.repositoryPath());
  }

  /** Read anew for a failure's sake: a lock says nothing of lines. */
  private Optional<SourceLine> origin(
      LockedPackage locked, Environment environment, List<PackageIndex> indexes) {
    try {
      return new RequirementOrigins(locks(List.of()).requirements(environment), indexes).of(locked);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private BytecodeCompiler compiler(PythonEnvironment python, Foundation base) {
    return new BytecodeCompiler(
        base.runtime(),
        PythonMinor.parse(python.minor()),
        python.version(),
        workshop.store(),
        Math.min(MOST_COMPILERS, workshop.threads()),
        workshop.events());
  }

  /** What is run in the image itself, in its order. */
  List<StepPart> steps(
      Contents contents,
      Environment environment,
      Lock lock,
      Checkout checkout,
      ImageConfig settings)
      throws IOException, InterruptedException {
    List<StepPart> steps = new ArrayList<>(bases.added(lock));
    UserSteps user = new UserSteps(workshop, request, lock, checkout, settings);
    steps.addAll(
        contents.conda().scripts(new CondaScripts(workshop, request, settings, user.changes())));
    if (lock.r().isPresent() && environment.r().isPresent()) {
      steps.addAll(
          new RSteps(
                  workshop,
                  request,
                  r,
                  bases.toolboxes(Bases.packages(lock.base())),
                  lock.base() instanceof Base.Debian,
                  contents.libraries())
              .parts(lock.r().get(), environment.r().get(), checkout, settings, user.changes()));
    }
    steps.addAll(user.parts(environment));
    return steps;
  }
}
