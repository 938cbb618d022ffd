package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.repo2oci.buildpack.CondaWish;
import org.repo2oci.buildpack.Environment;
import org.repo2oci.conda.environment.CondaLock;
import org.repo2oci.conda.environment.EnvironmentFile;
import org.repo2oci.conda.link.CondaPython;
import org.repo2oci.debian.AptList;
import org.repo2oci.debian.AptRequest;
import org.repo2oci.debian.Feature;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.lock.Lock;
import org.repo2oci.lock.LockChanges;
import org.repo2oci.lock.LockedPart;
import org.repo2oci.lock.PythonEnvironment;
import org.repo2oci.lock.REnvironment;
import org.repo2oci.pypi.index.IndexUrls;
import org.repo2oci.pypi.index.PackageIndex;
import org.repo2oci.pypi.project.ProjectFiles;
import org.repo2oci.pypi.resolve.LockedPackage;
import org.repo2oci.pypi.resolve.PythonResolver;
import org.repo2oci.pypi.resolve.PythonTarget;
import org.repo2oci.pypi.resolve.PythonTools;
import org.repo2oci.pypi.resolve.ResolveRequest;
import org.repo2oci.pypi.resolve.ServerSet;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.repository.Checkout;

/**
 * Decides every package: by the lock that the user gave, by an earlier one of the very same inputs,
 * or anew, and then with as few changes as can be.
 */
final class Locks {
  /** Changes that a line names. */
  private static final int NAMED = 12;

  /** The kind of the file that lists Debian packages. */
  private static final String APT = "apt";

  private final Workshop workshop;
  private final BuildRequest request;
  private final Bases bases;
  private final ServerSet server;
  private final CondaServer condaServer;
  private final RLocking rLocking;
  private final RBuildLocking rBuilds;
  private final RstudioLocking rstudioLocking;
  private final Function<LockedDebian, PythonTools> tools;
  private final String version;
  private final Clock clock;
  private final Optional<Lock> given;
  private final EarlierLocks earlier;
  private final LockPolicy policy;

  /**
   * @param given the lock that decides, where the user gave one
   */
  Locks(
      Workshop workshop,
      BuildRequest request,
      Bases bases,
      ServerSet server,
      CondaServer condaServer,
      RLocking rLocking,
      RBuildLocking rBuilds,
      RstudioLocking rstudioLocking,
      Function<LockedDebian, PythonTools> tools,
      String version,
      Clock clock,
      Optional<Lock> given,
      EarlierLocks earlier) {
    this.earlier = earlier;
    this.policy = request.reuse().policy();
    this.workshop = workshop;
    this.request = request;
    this.bases = bases;
    this.server = server;
    this.condaServer = condaServer;
    this.rLocking = rLocking;
    this.rBuilds = rBuilds;
    this.rstudioLocking = rstudioLocking;
    this.tools = tools;
    this.version = version;
    this.clock = clock;
    this.given = given;
  }

  Lock lockFor(Environment environment, Checkout checkout)
      throws IOException, InterruptedException {
    if (given.isPresent() && !policy.locked()) {
      return given.get();
    }
    long begin = System.nanoTime();
    Requirements user = requirements(environment);
    List<AptRequest> added = added(environment, checkout);
    RstudioLocking.Chosen rstudio = rstudioLocking.choose(environment.r().isPresent());
    Optional<RBuildLocking.Found> rBuild = rBuild(environment, checkout);
    List<Feature> features = new ArrayList<>(rLocking.features(environment, rBuild));
    features.addAll(rstudio.features());
    LockInputs inputs = inputs(environment, user, features, rBuild, rstudio, added, checkout);
    Optional<Lock> same = same(inputs);
    if (same.isPresent()) {
      note(
          "Kept the lock of %s: nothing that it was made from changed"
              .formatted(same.get().created()));
      earlier.rememberKept(same.get());
      return same.get();
    }
    Optional<Lock> before = before();
    // With no image before this one nearly everything is to be made.
    workshop.events().accept(new BuildEvent.Foreseen(before.isEmpty()));
    workshop.events().accept(new BuildEvent.Started(Stage.RESOLVE));
    Optional<Lock> kept = before.filter(last -> earlier.mayKeep(last, clock.instant()));
    Lock lock =
        new Decision(environment, checkout, user, features, rBuild, rstudio, added, inputs, kept)
            .lock();
    LockChanges changes =
        before.map(last -> LockChanges.between(last, lock)).orElse(new LockChanges(List.of()));
    if (policy.locked()) {
      requireUnchanged(before, changes);
    }
    earlier.remember(lock);
    workshop
        .events()
        .accept(
            new BuildEvent.Finished(
                Stage.RESOLVE, resolved(lock), Duration.ofNanos(System.nanoTime() - begin)));
    if (before.isPresent()) {
      note(changes.isEmpty() ? "No package changed" : changes.line(NAMED));
    }
    return lock;
  }

  /** An R that Debian has not; an image of others has its own. */
  private Optional<RBuildLocking.Found> rBuild(Environment environment, Checkout checkout)
      throws IOException, InterruptedException {
    if (request.baseImage().isEmpty()) {
      return rBuilds.choose(environment, checkout, policy.upgrade() ? Optional.empty() : before());
    }
    if (environment.r().isPresent() && request.r().builds() instanceof RBuildRequest.Given) {
      throw BuildFailure.usage("Cannot use `--r-builds` upon a base image")
          .withHint("Take an image that has the R, or leave out `--base-image`");
    }
    return Optional.empty();
  }

  /** The lock that a new one is compared with. */
  private Optional<Lock> before() {
    return given.isPresent() ? given : earlier.last();
  }

  /** The lock of the same inputs. */
  private Optional<Lock> same(LockInputs inputs) {
    if (!policy.upgraded().isEmpty()) {
      return Optional.empty();
    }
    return given.isPresent()
        ? given.filter(lock -> lock.inputs().equals(inputs.all()))
        : earlier.same(inputs.all(), clock.instant());
  }

  private static void requireUnchanged(Optional<Lock> before, LockChanges changes) {
    if (before.isEmpty()) {
      throw BuildFailure.input("Cannot keep the lock: there is none yet")
          .withHint(
              "Leave out `--locked`, or say where the lock is: `--lock FILE`, or `--cache-from` an image");
    }
    if (!changes.isEmpty()) {
      throw BuildFailure.input("Cannot keep the lock: it would change")
          .withDetail(changes.line(NAMED))
          .withHint("Leave out `--locked` to take the changes");
    }
  }

  private static String resolved(Lock lock) {
    int python = lock.python().packages().size();
    int conda = lock.conda().stream().mapToInt(one -> one.packages().size()).sum();
    return conda == 0
        ? "Resolved %d Python packages".formatted(python)
        : "Resolved %d conda packages%s"
            .formatted(conda, python == 0 ? "" : " and %d Python packages".formatted(python));
  }

  /** What the user's files list. */
  Requirements requirements(Environment environment) throws IOException, InterruptedException {
    if (environment.conda().isPresent()) {
      switch (environment.conda().get()) {
        case CondaWish.Solve(EnvironmentFile file) -> {
          return file.requirements(environment.root(), workshop.fetcher())
              .plus(listed(environment));
        }
        case CondaWish.Locked(CondaLock lock, var _) -> {
          return lock.requirements(environment.root(), workshop.fetcher())
              .plus(listed(environment));
        }
        case CondaWish.Python _ -> {
          // Its packages are listed as ever.
        }
      }
    }
    return listed(environment);
  }

  private Requirements listed(Environment environment) throws IOException, InterruptedException {
    return new ProjectFiles(environment.root(), target(environment), workshop.fetcher())
        .read(environment.pythonFiles());
  }

  /** The Python that lock files are read for. */
  private PythonTarget target(Environment environment) throws IOException, InterruptedException {
    PythonTarget base = bases.python();
    if (environment.pythonVersion().equals(base.version())) {
      return base;
    }
    String[] minor = environment.pythonVersion().split("\\.", 2);
    return new PythonTarget(
        Integer.parseInt(minor[0]), Integer.parseInt(minor[1]), base.platform(), base.glibcMinor());
  }

  private List<AptRequest> added(Environment environment, Checkout checkout) {
    return environment
        .file(APT)
        .map(file ->
            AptList.parse(
                checkout.source().readSmall(file), file, request.platform().architecture()))
        .orElse(List.of());
  }

  private LockInputs inputs(
      Environment environment,
      Requirements user,
      List<Feature> features,
      Optional<RBuildLocking.Found> rBuild,
      RstudioLocking.Chosen rstudio,
      List<AptRequest> added,
      Checkout checkout)
      throws IOException, InterruptedException {
    ResolveRequest asked =
        asked(checkout.source().root(), user, rstudioLocking.with(server, rstudio), bases.python());
    return LockInputs.of(
        request.platform(),
        bases.identity() + "\n" + features + rstudio.identity() + "\n" + added,
        environment.conda().map(wish -> conda(checkout.source().root()).identity(wish)).orElse(""),
        asked.key(ProjectInputs.ofLock(checkout, user)).toString(),
        rLocking.identity(environment, checkout, rBuild));
  }

  /** One lock that is made; what has not changed of an earlier one is in it as it was. */
  private final class Decision {
    private final Environment environment;
    private final Checkout checkout;
    private final Requirements user;
    private final List<Feature> features;
    private final Optional<RBuildLocking.Found> rBuild;
    private final RstudioLocking.Chosen rstudio;
    private final ServerSet server;
    private final List<AptRequest> added;
    private final LockInputs inputs;
    private final Optional<Lock> before;
    private final Instant now = created();
    private final SortedMap<String, LockedPart> parts = new TreeMap<>();

    Decision(
        Environment environment,
        Checkout checkout,
        Requirements user,
        List<Feature> features,
        Optional<RBuildLocking.Found> rBuild,
        RstudioLocking.Chosen rstudio,
        List<AptRequest> added,
        LockInputs inputs,
        Optional<Lock> before) {
      this.environment = environment;
      this.checkout = checkout;
      this.user = user;
      this.features = features;
      this.rBuild = rBuild;
      this.rstudio = rstudio;
      this.server = rstudioLocking.with(Locks.this.server, rstudio);
      this.added = added;
      this.inputs = inputs;
      this.before = before;
    }

    Lock lock() throws IOException, InterruptedException {
      Bases.Chosen base = base();
      PythonTools python = tools.apply(base.packages());
      SortedMap<String, String> used = new TreeMap<>();
      used.put("repo2oci", version);
      used.put("uv", python.release().version());
      if (environment.conda().isEmpty()) {
        return lock(used, base, List.of(), ofBase(user, base, python));
      }
      CondaLocking conda = conda(environment.root());
      List<CondaEnvironment> environments = new ArrayList<>();
      CondaLocking.Chosen chosen = chosen(conda, environments);
      PythonEnvironment packages =
          switch (chosen.server()) {
            case APART -> ofBase(Requirements.none(), base, python);
            case CONDA ->
                onConda(
                    rstudioLocking.with(ServerSet.none(), rstudio),
                    chosen,
                    conda,
                    environments,
                    python);
            case PYPI -> onConda(server, chosen, conda, environments, python);
          };
      return lock(used, base, environments, packages);
    }

    private Lock lock(
        SortedMap<String, String> used,
        Bases.Chosen base,
        List<CondaEnvironment> conda,
        PythonEnvironment python)
        throws IOException, InterruptedException {
      Optional<REnvironment> r = r(base, conda);
      return new Lock(
          request.platform(),
          now,
          inputs.all(),
          parts,
          used,
          base.base(),
          conda,
          python,
          r,
          rstudio.rstudio());
    }

    private Bases.Chosen base() throws IOException, InterruptedException {
      Optional<Bases.Chosen> kept =
          before.filter(lock -> lock.has(Lock.BASE, inputs.base())).flatMap(bases::kept);
      parts.put(
          Lock.BASE,
          new LockedPart(
              inputs.base(), kept.isPresent() ? before.orElseThrow().since(Lock.BASE) : now));
      return kept.isPresent() ? kept.get() : bases.choose(features, added);
    }

    /** The environments; the one that was asked for comes first. */
    private CondaLocking.Chosen chosen(CondaLocking conda, List<CondaEnvironment> environments)
        throws IOException, InterruptedException {
      parts.put(Lock.CONDA, new LockedPart(inputs.conda(), since(Lock.CONDA, inputs.conda())));
      Optional<CondaLocking.Chosen> kept =
          before
              .filter(lock -> lock.has(Lock.CONDA, inputs.conda()) && policy.upgraded().isEmpty())
              .flatMap(lock -> conda.kept(lock.conda()));
      if (kept.isPresent()) {
        environments.addAll(before.orElseThrow().conda());
        return kept.get();
      }
      CondaWish wish = environment.conda().orElseThrow();
      CondaLocking preferring = conda.keepingTo(before.map(Lock::conda).orElse(List.of()), policy);
      CondaLocking.Chosen chosen =
          preferring.choose(wish, bases.python(), environment.pythonVersion());
      environments.add(chosen.environment());
      preferring.tools(wish, bases.python()).ifPresent(environments::add);
      return chosen;
    }

    private Optional<REnvironment> r(Bases.Chosen base, List<CondaEnvironment> conda)
        throws IOException, InterruptedException {
      if (environment.r().isEmpty()) {
        return Optional.empty();
      }
      parts.put(Lock.R, new LockedPart(inputs.r(), since(Lock.R, inputs.r())));
      return before.filter(lock -> lock.has(Lock.R, inputs.r())).isPresent()
              && policy.upgraded().isEmpty()
          ? before.orElseThrow().r()
          : rLocking.choose(
              environment, checkout, base.base(), conda, rBuild, before.flatMap(Lock::r));
    }

    /** What is kept to stays as old as it was. */
    private Instant since(String part, Digest madeFrom) {
      return before
          .filter(lock -> lock.parts().containsKey(part) || lock.has(part, madeFrom))
          .map(lock -> lock.since(part))
          .orElse(now);
    }

    private PythonEnvironment ofBase(Requirements wanted, Bases.Chosen base, PythonTools tools)
        throws IOException, InterruptedException {
      ResolveRequest asked = asked(environment.root(), wanted, server, bases.python());
      return new PythonEnvironment(
          base.interpreter(),
          base.pythonVersion(),
          "/" + Prefixes.ENVIRONMENT,
          indexes(asked),
          packages(asked, tools));
    }

    /**
     * What pip adds to a conda environment.
     *
     * @param environments gets what was learnt of the environment for it
     */
    private PythonEnvironment onConda(
        ServerSet servers,
        CondaLocking.Chosen chosen,
        CondaLocking conda,
        List<CondaEnvironment> environments,
        PythonTools tools)
        throws IOException, InterruptedException {
      CondaPython python = chosen.python();
      String prefix = chosen.environment().prefix();
      ResolveRequest asked =
          new ResolveRequest(
              environment.root(),
              user,
              servers,
              request.indexes(),
              CondaFoundation.target(bases.python(), python.version()));
      boolean nothing = servers.requirements().isEmpty() && user.requirements().isEmpty();
      List<LockedPackage> packages = List.of();
      if (!nothing) {
        CondaEnvironment known =
            conda.described(chosen.environment(), before.map(Lock::conda).orElse(List.of()));
        environments.replaceAll(one -> one.prefix().equals(prefix) ? known : one);
        packages = packages(asked.on(known.installed()), tools);
      }
      return new PythonEnvironment(
          prefix + "/bin/python" + python.minor(),
          python.version(),
          prefix,
          indexes(asked),
          packages);
    }

    private List<LockedPackage> packages(ResolveRequest asked, PythonTools tools)
        throws IOException, InterruptedException {
      parts.put(Lock.PYTHON, new LockedPart(inputs.python(), since(Lock.PYTHON, inputs.python())));
      if (before.filter(lock -> lock.has(Lock.PYTHON, inputs.python())).isPresent()
          && policy.upgraded().isEmpty()) {
        return before.orElseThrow().python().packages();
      }
      return new PythonResolver(tools).resolve(asked.keepingTo(versions())).packages();
    }

    /** The versions to keep to; where the user asks for nothing, the server's own set decides. */
    private SortedMap<String, String> versions() {
      SortedMap<String, String> versions = new TreeMap<>();
      if (before.isPresent()) {
        for (LockedPackage locked : before.get().python().packages()) {
          boolean ours =
              Locks.this.server.preferences().containsKey(locked.name()) && !locked.requested();
          if (!ours && policy.mayKeep(locked.name())) {
            locked.version().ifPresent(known -> versions.put(locked.name(), known));
          }
        }
      }
      return versions;
    }
  }

  private CondaLocking conda(Path repository) {
    CondaChannels channels = new CondaChannels(request.conda(), repository, workshop.events());
    return new CondaLocking(
        workshop, request, condaServer, channels, new CondaArchives(workshop, channels));
  }

  private ResolveRequest asked(
      Path root, Requirements user, ServerSet server, PythonTarget target) {
    return new ResolveRequest(root, user, server, request.indexes(), target);
  }

  private SortedMap<String, String> indexes(ResolveRequest asked) {
    SortedMap<String, String> urls = new TreeMap<>();
    for (PackageIndex index : asked.indexes().indexes()) {
      urls.put(index.name(), IndexUrls.withoutLogin(index.url()));
    }
    return urls;
  }

  /** SOURCE_DATE_EPOCH, or now (reproducible-builds.org, "SOURCE_DATE_EPOCH"). */
  private Instant created() {
    String fixed = workshop.environment().getOrDefault("SOURCE_DATE_EPOCH", "");
    if (fixed.matches("\\d{1,11}")) {
      return Instant.ofEpochSecond(Long.parseLong(fixed));
    }
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private void note(String message) {
    workshop.events().accept(new BuildEvent.Noted(Stage.RESOLVE, message));
  }
}
