package org.repo2oci.build;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.repo2oci.buildpack.CondaWish;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.channel.Channel;
import org.repo2oci.conda.channel.ChannelIndexes;
import org.repo2oci.conda.channel.ChannelRecord;
import org.repo2oci.conda.environment.CondaLock;
import org.repo2oci.conda.environment.EnvironmentFile;
import org.repo2oci.conda.environment.SpecLine;
import org.repo2oci.conda.link.ArchiveFacts;
import org.repo2oci.conda.link.CondaPython;
import org.repo2oci.conda.link.LinkOrder;
import org.repo2oci.conda.solve.CondaSolver;
import org.repo2oci.conda.solve.RequestedSpec;
import org.repo2oci.conda.solve.SolveRequest;
import org.repo2oci.conda.solve.VirtualPackages;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.conda.spec.SpecException;
import org.repo2oci.conda.spec.Specs;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Platform;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.pypi.resolve.InstalledDistribution;
import org.repo2oci.pypi.resolve.PythonTarget;

/**
 * Decides the conda packages of an environment: solved with the server's, or as a lock has them.
 */
final class CondaLocking {
  private static final String PYTHON = "python";
  private static final String SERVER = "the Jupyter server of every image";

  private final Workshop workshop;
  private final BuildRequest request;
  private final CondaServer server;
  private final CondaChannels channels;
  private final CondaArchives archives;
  private final Specs specs = new Specs();

  CondaLocking(
      Workshop workshop,
      BuildRequest request,
      CondaServer server,
      CondaChannels channels,
      CondaArchives archives) {
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
   * What was decided.
   *
   * @param hasServer whether the server's packages are among them
   */
  record Chosen(CondaEnvironment environment, CondaPython python, boolean hasServer) {}

  /**
   * Decides.
   *
   * @param base what the environment lies on
   * @param favoured the {@code x.y} of Python where nothing asks for one
   */
  Chosen choose(CondaWish wish, PythonTarget base, String favoured)
      throws IOException, InterruptedException {
    return switch (wish) {
      case CondaWish.Solve(EnvironmentFile file) -> solved(file, base, favoured);
      case CondaWish.Locked(CondaLock lock, Optional<EnvironmentFile> file) ->
          locked(lock, file.map(EnvironmentFile::variables).orElse(new TreeMap<>()));
      case CondaWish.Python python -> python(python, base);
    };
  }

  private Chosen solved(EnvironmentFile file, PythonTarget base, String favoured)
      throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    file.channels().forEach(line -> names.add(line.text()));
    if (file.withoutDefaults()) {
      names.add("nodefaults");
    }
    ChannelIndexes indexes = open(channels.inOrder(names));
    List<RequestedSpec> wanted = new ArrayList<>();
    for (SpecLine line : file.specs()) {
      wanted.add(new RequestedSpec(spec(line), line.origin().toString()));
    }
    List<RequestedSpec> ours = new ArrayList<>();
    server.specs().forEach(text -> ours.add(new RequestedSpec(specs.spec(text), SERVER)));
    boolean known = hasAll(indexes, ours);
    if (known) {
      wanted.addAll(ours);
    } else {
      note("The channels have no Jupyter server: it comes from the Python package index");
      wanted.add(new RequestedSpec(specs.spec(PYTHON), SERVER));
      wanted.add(new RequestedSpec(specs.spec("pip"), SERVER));
    }
    List<MatchSpec> favours = new ArrayList<>(server.favoured(specs));
    if (file.python().line().isEmpty()) {
      favours.add(specs.spec("python %s.*".formatted(favoured)));
    }
    return chosen(solve(indexes, wanted, favours, base), wanted, file.variables(), known);
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

  private static boolean hasAll(ChannelIndexes indexes, List<RequestedSpec> wanted)
      throws IOException, InterruptedException {
    for (RequestedSpec one : wanted) {
      if (indexes.records(one.spec().name()).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private Chosen python(CondaWish.Python wish, PythonTarget base)
      throws IOException, InterruptedException {
    List<RequestedSpec> wanted =
        List.of(
            new RequestedSpec(
                specs.spec("python %s.*".formatted(wish.minor())), "`%s`".formatted(wish.path())),
            new RequestedSpec(specs.spec("pip"), SERVER));
    ChannelIndexes indexes = open(channels.inOrder(List.of()));
    return chosen(
        solve(indexes, wanted, server.favoured(specs), base), wanted, new TreeMap<>(), false);
  }

  private ChannelIndexes open(List<Channel> wanted) throws IOException, InterruptedException {
    return ChannelIndexes.open(
        wanted,
        CondaLock.subdir(request.platform()),
        workshop.fetcher(),
        workshop.store(),
        specs,
        workshop.events());
  }

  private List<ChannelRecord> solve(
      ChannelIndexes indexes,
      List<RequestedSpec> wanted,
      List<MatchSpec> favoured,
      PythonTarget base)
      throws IOException, InterruptedException {
    VirtualPackages image =
        VirtualPackages.linux("2." + base.glibcMinor(), machine(request.platform()))
            .overriddenBy(workshop.environment());
    SolveRequest asked =
        SolveRequest.of(wanted, image).withFavoured(favoured).withPriority(channels.priority());
    return new CondaSolver(indexes, specs).solve(asked).records();
  }

  private static String machine(Platform platform) {
    return switch (platform.architecture()) {
      case "amd64" -> "x86_64";
      case "arm64" -> "aarch64";
      default -> platform.architecture();
    };
  }

  private Chosen chosen(
      List<ChannelRecord> records,
      List<RequestedSpec> wanted,
      SortedMap<String, String> variables,
      boolean hasServer) {
    Map<String, String> requested =
        wanted.stream()
            .collect(
                Collectors.groupingBy(
                    one -> one.spec().name(),
                    LinkedHashMap::new,
                    Collectors.mapping(
                        one -> one.spec().toString(),
                        Collectors.collectingAndThen(
                            Collectors.toList(),
                            texts -> String.join(",", texts.stream().distinct().toList())))));
    List<LockedConda> packages =
        records.stream()
            .map(one ->
                one.locked(requested.getOrDefault(one.record().name(), ""), workshop.events()))
            .toList();
    return chosen(packages, variables, hasServer);
  }

  private static Chosen chosen(
      List<LockedConda> packages, SortedMap<String, String> variables, boolean hasServer) {
    LockedConda python =
        packages.stream()
            .filter(one -> one.record().name().equals(PYTHON))
            .findFirst()
            .orElseThrow(() ->
                BuildFailure.input("Cannot build the environment: it has no Python")
                    .withHint("Add `python` to its packages"));
    return new Chosen(
        new CondaEnvironment("/" + Prefixes.ENVIRONMENT, packages, variables),
        CondaPython.of(python),
        hasServer);
  }

  /** As they are; what the file does not say of them their archives do. */
  private Chosen locked(CondaLock lock, SortedMap<String, String> variables)
      throws IOException, InterruptedException {
    ArchiveFacts facts = new ArchiveFacts(workshop.store());
    List<LockedConda> packages =
        LinkOrder.of(each(lock.packages(), one -> facts.completed(one, archives.get(one))));
    boolean hasServer =
        server.specs().stream()
            .map(text -> specs.spec(text).name())
            .allMatch(
                name -> packages.stream().anyMatch(locked -> locked.record().name().equals(name)));
    return chosen(packages, variables, hasServer);
  }

  /** The Python projects among the packages. */
  List<InstalledDistribution> distributions(CondaEnvironment environment)
      throws IOException, InterruptedException {
    ArchiveFacts facts = new ArchiveFacts(workshop.store());
    Map<String, InstalledDistribution> found = new TreeMap<>();
    each(environment.packages(), one -> facts.distributions(one, archives.get(one)))
        .forEach(all -> all.forEach(one -> found.put(one.name(), one)));
    return List.copyOf(found.values());
  }

  /** Work on one package. */
  private interface Work<T> {
    T of(LockedConda locked) throws IOException, InterruptedException;
  }

  private static <T> List<T> each(List<LockedConda> packages, Work<T> work)
      throws IOException, InterruptedException {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        List<Future<T>> running = new ArrayList<>();
        packages.forEach(one -> running.add(executor.submit(() -> work.of(one))));
        return Waiting.forAll(running);
      } finally {
        executor.shutdownNow();
      }
    }
  }

  private void note(String message) {
    workshop.events().accept(new BuildEvent.Noted(Stage.RESOLVE, message));
  }
}
