package org.repo2oci.conda.solve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.repo2oci.conda.channel.ChannelPriority;
import org.repo2oci.conda.channel.ChannelRecord;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.conda.spec.Specs;
import org.repo2oci.failure.BuildFailure;

/** Solves sets of specs by chance with ours and with rattler, and says where they differ. */
final class Differential {
  static final Path DATA = Path.of("../shared/data/conda/repodata");

  /**
   * Indexes that are used together; those of one platform after each other are channels in order.
   */
  static final Map<String, List<String>> UNIVERSES =
      Map.of(
          "reconstructed",
          List.of("reconstructed-conda-forge-linux-64", "reconstructed-conda-forge-noarch"),
          "main-2021",
          List.of(
              "main-linux-64-cur-20211110",
              "main-noarch-cur-20211110",
              "r-linux-64-cur-20210712",
              "r-noarch-cur-20200311"),
          "subchannel-2024",
          List.of(
              "conda-forge-subchannel-py39-linux-64-20240508",
              "conda-forge-subchannel-py39-noarch-20240508"),
          "old",
          List.of("conda-forge-linux-64-full-20160806", "free-linux-64-full-20160205"));

  private Differential() {}

  /** How many sets were compared, and what came out of it. */
  record Result(
      int sets,
      int satisfiable,
      int identical,
      int refused,
      int conflicts,
      List<String> otherPackages,
      List<String> otherVersions,
      List<String> disagreements,
      double seconds,
      double rattlerSeconds) {}

  public static void main(String[] arguments) throws Exception {
    int sets = Integer.parseInt(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    for (String universe : new TreeMap<>(UNIVERSES).keySet()) {
      for (ChannelPriority priority : ChannelPriority.values()) {
        if (priority != ChannelPriority.STRICT
            && UNIVERSES.get(universe).size() < 4
            && !universe.equals("old")) {
          continue;
        }
        for (Strategy strategy : Strategy.values()) {
          int count =
              priority == ChannelPriority.STRICT && strategy == Strategy.HIGHEST ? sets : sets / 8;
          Result result = run(universe, count, seed, priority, strategy);
          System.out.printf(
              "%s %s %s: %d sets, %d satisfiable, %d identical, %d refused, %d with other packages, "
                  + "%d with other versions of what was asked, %d disagreements; %d conflicts; %.1f s,"
                  + " rattler %.1f s%n",
              universe,
              priority,
              strategy,
              result.sets(),
              result.satisfiable(),
              result.identical(),
              result.refused(),
              result.otherPackages().size(),
              result.otherVersions().size(),
              result.disagreements().size(),
              result.conflicts(),
              result.seconds(),
              result.rattlerSeconds());
          result.disagreements().forEach(text -> System.out.println("  DISAGREE " + text));
          result.otherVersions().forEach(text -> System.out.println("  VERSION " + text));
          result.otherPackages().forEach(text -> System.out.println("  PACKAGES " + text));
        }
      }
    }
  }

  static List<Path> files(String universe) {
    return UNIVERSES.get(universe).stream().map(name -> DATA.resolve(name + ".json.zst")).toList();
  }

  static Result run(
      String universe, int sets, long seed, ChannelPriority priority, Strategy strategy)
      throws IOException, InterruptedException {
    Specs specs = new Specs();
    IndexFiles index = IndexFiles.read(files(universe), specs);
    RandomSpecs random = new RandomSpecs(index, specs, seed);
    int satisfiable = 0;
    int identical = 0;
    int refused = 0;
    int conflicts = 0;
    double rattlerSeconds = 0;
    long nanos = 0;
    List<String> otherPackages = new ArrayList<>();
    List<String> otherVersions = new ArrayList<>();
    List<String> disagreements = new ArrayList<>();
    try (RattlerOracle oracle = new RattlerOracle(files(universe))) {
      for (int i = 0; i < sets; i++) {
        List<String> asked = random.next();
        boolean addPip = i % 4 == 0;
        long start = System.nanoTime();
        Optional<Solution> ours = solve(index, specs, asked, priority, strategy, addPip);
        nanos += System.nanoTime() - start;
        start = System.nanoTime();
        RattlerOracle.Answer theirs = oracle.solve(asked, priority, strategy, addPip, 1);
        rattlerSeconds += (System.nanoTime() - start) / 1e9;
        if (theirs.refused()) {
          refused++;
          continue;
        }
        conflicts += ours.map(Solution::conflicts).orElse(0);
        if (ours.isPresent() != theirs.packages().isPresent()) {
          disagreements.add(
              asked + (ours.isPresent() ? " only ours: " + theirs.error() : " only rattler"));
        } else if (ours.isPresent()) {
          satisfiable++;
          Map<String, String> mine = packages(ours.get());
          Map<String, String> others = theirs.packages().get();
          String difference = difference(mine, others);
          if (difference.isEmpty()) {
            identical++;
          } else if (asked.stream()
              .map(text -> MatchSpec.parse(text).name())
              .allMatch(name -> version(mine, name).equals(version(others, name)))) {
            otherPackages.add(asked + ": " + difference);
          } else {
            otherVersions.add(asked + ": " + difference);
          }
        }
      }
    }
    return new Result(
        sets,
        satisfiable,
        identical,
        refused,
        conflicts,
        otherPackages,
        otherVersions,
        disagreements,
        nanos / 1e9,
        rattlerSeconds);
  }

  private static Optional<Solution> solve(
      IndexFiles index,
      Specs specs,
      List<String> asked,
      ChannelPriority priority,
      Strategy strategy,
      boolean addPip)
      throws IOException, InterruptedException {
    SolveRequest request =
        SolveRequest.of(requested(asked), VirtualPackages.linux("2.36", "x86_64"))
            .withPriority(priority)
            .withStrategy(strategy)
            .withAddPip(addPip);
    try {
      return Optional.of(new CondaSolver(index, specs).solve(request));
    } catch (BuildFailure e) {
      return Optional.empty();
    }
  }

  static List<RequestedSpec> requested(List<String> specs) {
    List<RequestedSpec> requested = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      requested.add(
          new RequestedSpec(MatchSpec.parse(specs.get(i)), "`environment.yml` at line " + (i + 1)));
    }
    return requested;
  }

  static Map<String, String> packages(Solution solution) {
    Map<String, String> packages = new TreeMap<>();
    for (ChannelRecord record : solution.records()) {
      packages.put(
          record.record().name(),
          "%s %s %s"
              .formatted(
                  record.record().version(), record.record().build(), record.record().subdir()));
    }
    return packages;
  }

  private static String version(Map<String, String> packages, String name) {
    return packages.getOrDefault(name, "").split(" ")[0];
  }

  private static String difference(Map<String, String> mine, Map<String, String> others) {
    List<String> differences = new ArrayList<>();
    TreeMap<String, String> all = new TreeMap<>(mine);
    all.putAll(others);
    for (String name : all.keySet()) {
      String one = mine.getOrDefault(name, "-");
      String other = others.getOrDefault(name, "-");
      if (!one.equals(other)) {
        differences.add("%s: %s, rattler %s".formatted(name, one, other));
      }
    }
    return differences.size() > 6
        ? differences.size() + " packages, first " + differences.subList(0, 6)
        : String.join("; ", differences);
  }
}
