package org.repo2oci.conda.solve;

import java.io.IOException;
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

/** Solves sets of specs by chance with ours and with another solver, and says where they differ. */
final class Differential {
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
      double otherSeconds,
      String other) {
    String figures() {
      return "%d sets, %d satisfiable, %d identical, %d refused, %d with other packages, "
              .formatted(sets, satisfiable, identical, refused, otherPackages.size())
          + "%d with other versions of what was asked, %d disagreements; "
              .formatted(otherVersions.size(), disagreements.size())
          + "%d conflicts; %.1f s, %s %.1f s".formatted(conflicts, seconds, other, otherSeconds);
    }
  }

  public static void main(String[] arguments) throws Exception {
    int sets = Integer.parseInt(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    String other = arguments.length > 2 ? arguments[2] : "rattler";
    for (IndexSet universe : IndexSet.values()) {
      for (ChannelPriority priority : ChannelPriority.values()) {
        if (priority != ChannelPriority.STRICT && !universe.hasSeveralChannels()) {
          continue;
        }
        for (Strategy strategy : Strategy.values()) {
          if (!other.equals("rattler") && !asKnownToConda(priority, strategy)) {
            continue;
          }
          boolean usual = priority == ChannelPriority.STRICT && strategy == Strategy.HIGHEST;
          Result result = run(other, universe, usual ? sets : sets / 8, seed, priority, strategy);
          System.out.printf("%s %s %s: %s%n", universe, priority, strategy, result.figures());
          result.disagreements().forEach(text -> System.out.println("  DISAGREE " + text));
          result.otherVersions().forEach(text -> System.out.println("  VERSION " + text));
          result.otherPackages().forEach(text -> System.out.println("  PACKAGES " + text));
        }
      }
    }
  }

  /** Against the oracle that the first word names: rattler, mamba or conda. */
  static SolverOracle oracle(String name, IndexSet universe) throws IOException {
    return name.equals("rattler")
        ? new RattlerOracle(universe.files())
        : new CommandOracle(name, universe.files());
  }

  private static boolean asKnownToConda(ChannelPriority priority, Strategy strategy) {
    return priority != ChannelPriority.FLEXIBLE && strategy == Strategy.HIGHEST;
  }

  static Result run(
      String other,
      IndexSet universe,
      int sets,
      long seed,
      ChannelPriority priority,
      Strategy strategy)
      throws IOException, InterruptedException {
    Specs specs = new Specs();
    IndexFiles index = IndexFiles.read(universe.files(), specs);
    RandomSpecs random = new RandomSpecs(index, specs, seed);
    int satisfiable = 0;
    int identical = 0;
    int refused = 0;
    int conflicts = 0;
    double otherSeconds = 0;
    long nanos = 0;
    List<String> otherPackages = new ArrayList<>();
    List<String> otherVersions = new ArrayList<>();
    List<String> disagreements = new ArrayList<>();
    try (SolverOracle oracle = oracle(other, universe)) {
      for (int i = 0; i < sets; i++) {
        List<String> asked = random.next();
        boolean addPip = i % 4 == 0;
        long start = System.nanoTime();
        Optional<Solution> ours = solve(index, specs, asked, priority, strategy, addPip);
        nanos += System.nanoTime() - start;
        start = System.nanoTime();
        SolverOracle.Answer theirs = oracle.solve(asked, priority, strategy, addPip, 1);
        otherSeconds += (System.nanoTime() - start) / 1e9;
        if (theirs.refused()) {
          refused++;
          continue;
        }
        conflicts += ours.map(Solution::conflicts).orElse(0);
        if (ours.isPresent() != theirs.packages().isPresent()) {
          disagreements.add(
              asked
                  + (ours.isPresent()
                      ? " only ours: " + theirs.error()
                      : " only " + oracle.title()));
        } else if (ours.isPresent()) {
          satisfiable++;
          Map<String, String> mine = packages(ours.get());
          Map<String, String> others = theirs.packages().get();
          String difference = difference(mine, others, oracle.title());
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
        otherSeconds,
        other);
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
      Solution solution = new CondaSolver(index, specs).solve(request);
      List<String> wrong = SolutionChecker.wrong(request, solution);
      if (!wrong.isEmpty()) {
        throw new IllegalStateException(asked + ": " + wrong);
      }
      return Optional.of(solution);
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
    return packages.getOrDefault(name, "").split(" ", -1)[0];
  }

  private static String difference(
      Map<String, String> mine, Map<String, String> others, String title) {
    List<String> differences = new ArrayList<>();
    TreeMap<String, String> all = new TreeMap<>(mine);
    all.putAll(others);
    for (String name : all.keySet()) {
      String one = mine.getOrDefault(name, "-");
      String other = others.getOrDefault(name, "-");
      if (!one.equals(other)) {
        differences.add("%s: %s, %s %s".formatted(name, one, title, other));
      }
    }
    return differences.size() > 6
        ? differences.size() + " packages, first " + differences.subList(0, 6)
        : String.join("; ", differences);
  }
}
