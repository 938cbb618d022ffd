package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.repo2oci.image.Digest;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.lock.Lock;
import org.repo2oci.lock.LockFile;
import org.repo2oci.lock.PythonEnvironment;
import org.repo2oci.lock.REnvironment;
import org.repo2oci.pypi.index.IndexUrls;
import org.repo2oci.pypi.index.PackageIndex;
import org.repo2oci.pypi.project.ProjectFiles;
import org.repo2oci.pypi.resolve.PythonResolver;
import org.repo2oci.pypi.resolve.PythonTarget;
import org.repo2oci.pypi.resolve.PythonTools;
import org.repo2oci.pypi.resolve.ResolveRequest;
import org.repo2oci.pypi.resolve.ServerSet;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.repository.Checkout;

/**
 * Decides every package: by the lock that the user gave, by the one that the store has for the very
 * same inputs, or anew.
 */
final class Locks {
  private static final String KIND = "lock";

  /** The kind of the file that lists Debian packages. */
  private static final String APT = "apt";

  private final Workshop workshop;
  private final BuildRequest request;
  private final Bases bases;
  private final ServerSet server;
  private final CondaServer condaServer;
  private final RLocking rLocking;
  private final Function<LockedDebian, PythonTools> tools;
  private final String version;
  private final Clock clock;
  private final Optional<Lock> given;

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
      Function<LockedDebian, PythonTools> tools,
      String version,
      Clock clock,
      Optional<Lock> given) {
    this.workshop = workshop;
    this.request = request;
    this.bases = bases;
    this.server = server;
    this.condaServer = condaServer;
    this.rLocking = rLocking;
    this.tools = tools;
    this.version = version;
    this.clock = clock;
    this.given = given;
  }

  Lock lockFor(Environment environment, Checkout checkout)
      throws IOException, InterruptedException {
    if (given.isPresent()) {
      return given.get();
    }
    long begin = System.nanoTime();
    Requirements user = requirements(environment);
    List<AptRequest> added = added(environment, checkout);
    List<Feature> features = rLocking.features(environment);
    Digest inputs = inputs(environment, user, features, added, checkout);
    Optional<byte[]> known = workshop.store().record(KIND, inputs);
    if (known.isPresent()) {
      Lock lock = LockFile.read(known.get(), "of the store");
      note("Kept the lock of %s: nothing that it was made from changed".formatted(lock.created()));
      return lock;
    }
    workshop.events().accept(new BuildEvent.Started(Stage.RESOLVE));
    Lock lock = decide(environment, user, features, added, inputs, checkout);
    workshop.store().putRecord(KIND, inputs, LockFile.write(lock));
    workshop
        .events()
        .accept(
            new BuildEvent.Finished(
                Stage.RESOLVE, resolved(lock), Duration.ofNanos(System.nanoTime() - begin)));
    return lock;
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

  private Digest inputs(
      Environment environment,
      Requirements user,
      List<Feature> features,
      List<AptRequest> added,
      Checkout checkout)
      throws IOException, InterruptedException {
    ResolveRequest asked = asked(checkout.source().root(), user, bases.python());
    String text =
        String.join(
            "\n",
            version,
            request.platform().toString(),
            bases.identity(),
            features.toString(),
            added.toString(),
            rLocking.identity(environment, checkout),
            environment
                .conda()
                .map(wish -> conda(checkout.source().root()).identity(wish))
                .orElse(""),
            asked.key().map(Digest::toString).orElseGet(checkout::contentId));
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private Lock decide(
      Environment environment,
      Requirements user,
      List<Feature> features,
      List<AptRequest> added,
      Digest inputs,
      Checkout checkout)
      throws IOException, InterruptedException {
    Bases.Chosen base = bases.choose(features, added);
    PythonTools python = tools.apply(base.packages());
    SortedMap<String, String> used = new TreeMap<>();
    used.put("repo2oci", version);
    used.put("uv", python.release().version());
    if (environment.conda().isEmpty()) {
      PythonEnvironment packages = ofBase(environment, user, base, python);
      return lock(
          inputs,
          used,
          base,
          List.of(),
          packages,
          rLocking.choose(environment, checkout, base.base(), List.of()));
    }
    CondaLocking conda = conda(environment.root());
    CondaWish wish = environment.conda().get();
    CondaLocking.Chosen chosen = conda.choose(wish, bases.python(), environment.pythonVersion());
    List<CondaEnvironment> environments = new ArrayList<>(List.of(chosen.environment()));
    conda.tools(wish, bases.python()).ifPresent(environments::add);
    PythonEnvironment packages =
        switch (chosen.server()) {
          case APART -> ofBase(environment, Requirements.none(), base, python);
          case CONDA -> onConda(environment, user, ServerSet.none(), chosen, conda, python);
          case PYPI -> onConda(environment, user, server, chosen, conda, python);
        };
    return lock(
        inputs,
        used,
        base,
        environments,
        packages,
        rLocking.choose(environment, checkout, base.base(), environments));
  }

  private Lock lock(
      Digest inputs,
      SortedMap<String, String> used,
      Bases.Chosen base,
      List<CondaEnvironment> conda,
      PythonEnvironment python,
      Optional<REnvironment> r) {
    return new Lock(request.platform(), created(), inputs, used, base.base(), conda, python, r);
  }

  private PythonEnvironment ofBase(
      Environment environment, Requirements user, Bases.Chosen base, PythonTools tools)
      throws IOException, InterruptedException {
    ResolveRequest asked = asked(environment.root(), user, bases.python());
    return new PythonEnvironment(
        base.interpreter(),
        base.pythonVersion(),
        "/" + Prefixes.ENVIRONMENT,
        indexes(asked),
        new PythonResolver(tools).resolve(asked).packages());
  }

  /** What pip adds to a conda environment. */
  private PythonEnvironment onConda(
      Environment environment,
      Requirements user,
      ServerSet servers,
      CondaLocking.Chosen chosen,
      CondaLocking conda,
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
    return new PythonEnvironment(
        prefix + "/bin/python" + python.minor(),
        python.version(),
        prefix,
        indexes(asked),
        nothing
            ? List.of()
            : new PythonResolver(tools)
                .resolve(asked.on(conda.distributions(chosen.environment())))
                .packages());
  }

  private CondaLocking conda(Path repository) {
    CondaChannels channels = new CondaChannels(request.conda(), repository, workshop.events());
    return new CondaLocking(
        workshop, request, condaServer, channels, new CondaArchives(workshop, channels));
  }

  private ResolveRequest asked(Path root, Requirements user, PythonTarget target) {
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
