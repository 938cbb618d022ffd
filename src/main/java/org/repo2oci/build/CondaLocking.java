package org.repo2oci.build;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.repo2oci.buildpack.CondaWish;
import org.repo2oci.conda.LinkOrder;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.conda.environment.CondaLock;
import org.repo2oci.conda.environment.EnvironmentFile;
import org.repo2oci.conda.environment.SpecLine;
import org.repo2oci.conda.link.ArchiveFacts;
import org.repo2oci.conda.link.CondaPython;
import org.repo2oci.conda.solve.RequestedSpec;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.conda.spec.SpecException;
import org.repo2oci.conda.spec.Specs;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.pypi.resolve.InstalledDistribution;
import org.repo2oci.pypi.resolve.PythonTarget;

/**
 * Decides the conda packages of an environment: solved with the server's, or as a lock has them.
 */
final class CondaLocking {
  private static final String PYTHON = "python";
  private static final String KERNEL = "ipykernel";
  private static final String R_KERNEL = "r-irkernel";

  /** 3.8: for older ones the index has no server that the image's contract could be kept with. */
  private static final int OLDEST_FOR_SERVER = 8;

  private static final String SERVER = "the Jupyter server of every image";

  private final Workshop workshop;
  private final BuildRequest request;
  private final CondaServer server;
  private final CondaChannels channels;
  private final CondaArchives archives;
  private final Specs specs;
  private final List<MatchSpec> kept;
  private final Map<List<String>, CondaSolving> opened = new HashMap<>();

  CondaLocking(
      Workshop workshop,
      BuildRequest request,
      CondaServer server,
      CondaChannels channels,
      CondaArchives archives) {
    this(workshop, request, server, channels, archives, new Specs(), List.of());
  }

  /**
   * @param kept builds that are tried before all others
   */
  private CondaLocking(
      Workshop workshop,
      BuildRequest request,
      CondaServer server,
      CondaChannels channels,
      CondaArchives archives,
      Specs specs,
      List<MatchSpec> kept) {
    this.specs = specs;
    this.kept = List.copyOf(kept);
    this.workshop = workshop;
    this.request = request;
    this.server = server;
    this.channels = channels;
    this.archives = archives;
  }

  /** Everything that the choice depends on, but for what the channels have. */
  String identity(CondaWish wish) {
    return "%s %s %s %s".formatted(wish, channels, server, request.platform());
  }

  /**
   * The same, which tries the packages of earlier environments first.
   *
   * @param policy which of them it may
   */
  CondaLocking keepingTo(List<CondaEnvironment> earlier, LockPolicy policy) {
    List<MatchSpec> kept = new ArrayList<>();
    for (CondaEnvironment environment : earlier) {
      for (LockedConda locked : environment.packages()) {
        PackageRecord record = locked.record();
        if (policy.mayKeep(record.name())) {
          kept.add(
              specs.spec("%s ==%s %s".formatted(record.name(), record.version(), record.build())));
        }
      }
    }
    return new CondaLocking(workshop, request, server, channels, archives, specs, kept);
  }

  /** What environments of a lock say again; empty where none is one that we choose. */
  Optional<Chosen> kept(List<CondaEnvironment> environments) {
    return environments.stream()
        .filter(one -> !one.prefix().equals("/" + Prefixes.TOP))
        .findFirst()
        .map(one -> {
          if (one.prefix().equals("/" + Prefixes.KERNEL)) {
            return new Chosen(one, Server.APART);
          }
          return new Chosen(one, hasServer(one.packages()) ? Server.CONDA : Server.PYPI);
        });
  }

  /** Where the Jupyter server comes from. */
  enum Server {
    /** It is among the environment's packages. */
    CONDA,
    /** It is put on top of them. */
    PYPI,
    /** It has an environment of its own, and this one is a kernel. */
    APART
  }

  /** What was decided. */
  record Chosen(CondaEnvironment environment, Server server) {
    CondaPython python() {
      return CondaLocking.python(environment.packages()).orElseThrow();
    }
  }

  /**
   * Decides.
   *
   * @param base what the environment lies on
   * @param favoured the {@code x.y} of Python where nothing asks for one
   */
  Chosen choose(CondaWish wish, PythonTarget base, String favoured)
      throws IOException, InterruptedException {
    channels.warnings().forEach(text -> workshop.events().accept(new BuildEvent.Warned(text)));
    return switch (wish) {
      case CondaWish.Solve(EnvironmentFile file) -> solved(file, base, favoured);
      case CondaWish.Locked(CondaLock lock, Optional<EnvironmentFile> file) ->
          locked(lock, file.map(EnvironmentFile::variables).orElse(new TreeMap<>()));
      case CondaWish.Python python -> python(python, base);
    };
  }

  private Chosen solved(EnvironmentFile file, PythonTarget base, String favoured)
      throws IOException, InterruptedException {
    List<RequestedSpec> user = new ArrayList<>();
    for (SpecLine line : file.specs()) {
      user.add(new RequestedSpec(spec(line), line.origin().toString()));
    }
    List<MatchSpec> favours = new ArrayList<>(server.favoured(specs));
    if (file.python().line().isEmpty()) {
      favours.add(specs.spec("python %s.*".formatted(favoured)));
    }
    CondaSolving solving = solving(channels(file), base, favours);
    RequestedSpec kernelOfR =
        new RequestedSpec(specs.spec(R_KERNEL), "the kernel of every image with R");
    if (user.stream().anyMatch(one -> one.spec().name().startsWith("r-"))
        && solving.hasAll(List.of(kernelOfR))) {
      user.add(kernelOfR);
    }
    List<RequestedSpec> ours = new ArrayList<>();
    server.specs().forEach(text -> ours.add(new RequestedSpec(specs.spec(text), SERVER)));
    boolean known = solving.hasAll(ours);
    if (!known) {
      note("The channels have no Jupyter server: it comes from the Python package index");
      ours.removeIf(one -> !one.spec().name().equals("pip"));
      ours.add(new RequestedSpec(specs.spec(PYTHON), SERVER));
    }
    List<LockedConda> together;
    try {
      together = solving.solve(joined(user, ours));
    } catch (BuildFailure failure) {
      return apart(
          solving.channels(),
          solving.solve(withKernel(user, solving)),
          file.variables(),
          file.path());
    }
    if (!known && isOld(together)) {
      return apart(
          solving.channels(),
          solving.solve(withKernel(user, solving)),
          file.variables(),
          file.path());
    }
    return chosen(
        solving.channels(), together, file.variables(), known ? Server.CONDA : Server.PYPI);
  }

  private static List<String> channels(EnvironmentFile file) {
    List<String> names = new ArrayList<>();
    file.channels().forEach(line -> names.add(line.text()));
    if (file.withoutDefaults()) {
      names.add("nodefaults");
    }
    return names;
  }

  private static List<RequestedSpec> joined(List<RequestedSpec> some, List<RequestedSpec> more) {
    List<RequestedSpec> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  /** A user's environment that has a Python becomes a kernel by one more package. */
  private List<RequestedSpec> withKernel(List<RequestedSpec> user, CondaSolving solving)
      throws IOException, InterruptedException {
    RequestedSpec kernel = new RequestedSpec(specs.spec(KERNEL), "the kernel of every image");
    boolean wanted = user.stream().anyMatch(one -> one.spec().name().equals(PYTHON));
    return wanted && solving.hasAll(List.of(kernel)) ? joined(user, List.of(kernel)) : user;
  }

  private Chosen apart(
      List<String> channels,
      List<LockedConda> packages,
      SortedMap<String, String> variables,
      String file) {
    String python =
        python(packages).map(one -> "Python " + one.version()).orElse("no Python at all");
    note(
        "The Jupyter server has an environment of its own: that of `%s`, with %s, is a kernel of it"
            .formatted(file, python));
    return new Chosen(
        new CondaEnvironment("/" + Prefixes.KERNEL, channels, packages, variables), Server.APART);
  }

  private MatchSpec spec(SpecLine line) {
    try {
      return specs.spec(line.text());
    } catch (SpecException e) {
      BuildFailure failure =
          BuildFailure.input(
              "Cannot read `%s` of %s: %s".formatted(line.text(), line.origin(), e.message()));
      throw e.hint().map(failure::withHint).orElse(failure);
    }
  }

  private Chosen python(CondaWish.Python wish, PythonTarget base)
      throws IOException, InterruptedException {
    List<RequestedSpec> wanted =
        List.of(
            new RequestedSpec(
                specs.spec("python %s.*".formatted(wish.minor())), "`%s`".formatted(wish.path())),
            new RequestedSpec(specs.spec("pip"), SERVER));
    CondaSolving solving = solving(List.of(), base, server.favoured(specs));
    List<LockedConda> packages = solving.solve(wanted);
    return isOld(packages)
        ? apart(
            solving.channels(),
            solving.solve(withKernel(wanted, solving)),
            new TreeMap<>(),
            wish.path())
        : chosen(solving.channels(), packages, new TreeMap<>(), Server.PYPI);
  }

  /** Whether no server is made for this Python any more. */
  private static boolean isOld(List<LockedConda> packages) {
    return python(packages)
        .map(python -> {
          String[] parts = python.version().split("\\.", -1);
          return Integer.parseInt(parts[0]) < 3
              || (Integer.parseInt(parts[0]) == 3
                  && Integer.parseInt(parts[1]) < OLDEST_FOR_SERVER);
        })
        .orElse(true);
  }

  private static Optional<CondaPython> python(List<LockedConda> packages) {
    return packages.stream()
        .filter(one -> one.record().name().equals(PYTHON))
        .findFirst()
        .map(CondaPython::of);
  }

  private CondaSolving solving(List<String> ofFile, PythonTarget base, List<MatchSpec> favoured)
      throws IOException, InterruptedException {
    CondaSolving known = opened.get(ofFile);
    if (known == null) {
      known = CondaSolving.open(workshop, request.platform(), channels, specs, ofFile, base);
      opened.put(ofFile, known);
    }
    List<MatchSpec> first = new ArrayList<>(kept);
    first.addAll(favoured);
    return known.favouring(first);
  }

  private static Chosen chosen(
      List<String> channels,
      List<LockedConda> packages,
      SortedMap<String, String> variables,
      Server server) {
    return new Chosen(
        new CondaEnvironment("/" + Prefixes.ENVIRONMENT, channels, packages, variables), server);
  }

  /** As they are; what the file does not say of them their archives do. */
  private Chosen locked(CondaLock lock, SortedMap<String, String> variables)
      throws IOException, InterruptedException {
    ArchiveFacts facts = new ArchiveFacts(workshop.store());
    List<LockedConda> packages =
        LinkOrder.of(
            Waiting.onEach(
                lock.packages(),
                one -> archives.read(one, archive -> facts.completed(one, archive))));
    if (isOld(packages)) {
      return apart(lock.channels(), packages, variables, lock.path());
    }
    return chosen(
        lock.channels(), packages, variables, hasServer(packages) ? Server.CONDA : Server.PYPI);
  }

  private boolean hasServer(List<LockedConda> packages) {
    return server.specs().stream()
        .map(text -> specs.spec(text).name())
        .allMatch(
            name -> packages.stream().anyMatch(locked -> locked.record().name().equals(name)));
  }

  /** The session's own conda: mamba in a prefix of its own; empty where no channel has it. */
  Optional<CondaEnvironment> tools(CondaWish wish, PythonTarget base)
      throws IOException, InterruptedException {
    List<String> names =
        wish instanceof CondaWish.Solve(EnvironmentFile file) ? channels(file) : List.of();
    RequestedSpec mamba = new RequestedSpec(specs.spec("mamba"), "the session's own conda");
    try {
      CondaSolving solving = solving(names, base, List.of());
      if (solving.hasAll(List.of(mamba))) {
        return Optional.of(
            new CondaEnvironment(
                "/" + Prefixes.TOP,
                solving.channels(),
                solving.solve(List.of(mamba)),
                new TreeMap<>()));
      }
      note("The image has no mamba: the channels do not have it");
    } catch (BuildFailure failure) {
      note("The image has no mamba: " + failure.message());
    }
    return Optional.empty();
  }

  /**
   * The environment with the Python projects among its packages. The archives say which they are,
   * and are read where no earlier lock has the very package.
   */
  CondaEnvironment described(CondaEnvironment environment, List<CondaEnvironment> earlier)
      throws IOException, InterruptedException {
    if (environment.distributions().isPresent()) {
      return environment;
    }
    Map<String, List<InstalledDistribution>> known = new HashMap<>();
    for (CondaEnvironment before : earlier) {
      before
          .distributions()
          .ifPresent(projects ->
              before
                  .packages()
                  .forEach(one ->
                      known.put(
                          archive(one), projects.getOrDefault(one.record().name(), List.of()))));
    }
    ArchiveFacts facts = new ArchiveFacts(workshop.store());
    List<LockedConda> packages = environment.packages();
    List<List<InstalledDistribution>> all =
        Waiting.onEach(
            packages,
            one -> {
              List<InstalledDistribution> there = known.get(archive(one));
              return there != null
                  ? there
                  : archives.read(one, archive -> facts.distributions(one, archive));
            });
    SortedMap<String, List<InstalledDistribution>> found = new TreeMap<>();
    for (int i = 0; i < packages.size(); i++) {
      found.put(packages.get(i).record().name(), all.get(i));
    }
    return environment.with(found);
  }

  /** The same for the same bytes alone. */
  private static String archive(LockedConda locked) {
    PackageRecord record = locked.record();
    return record.fileName() + record.sha256().map(Digest::toString).or(record::md5).orElseThrow();
  }

  private void note(String message) {
    workshop.events().accept(new BuildEvent.Noted(Stage.RESOLVE, message));
  }
}
