package org.repo2oci.conda.solve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.repo2oci.conda.channel.RecordSource;
import org.repo2oci.failure.BuildFailure;

/** Says why a request has no solution. */
final class Unsolvable {
  private static final int SIMILAR = 3;
  private static final String BRANCHES = "├└│ ";

  private final RecordSource source;
  private final SolveRequest request;

  Unsolvable(RecordSource source, SolveRequest request) {
    this.source = source;
    this.request = request;
  }

  /** A try with some of what is asked for. */
  interface Solving {
    CondaSolver.Attempt attempt(SolveRequest request) throws IOException, InterruptedException;
  }

  BuildFailure failure(CondaSolver.Attempt failed, Solving solving)
      throws IOException, InterruptedException {
    List<BuildFailure> absent = absent(failed.universe());
    if (!absent.isEmpty()) {
      BuildFailure first = absent.getFirst();
      for (BuildFailure other : absent.subList(1, absent.size())) {
        first = first.withDetail(other.message());
        for (String hint : other.hints()) {
          first = first.withHint(hint);
        }
      }
      return first;
    }
    CondaSolver.Attempt smallest = smallest(failed, solving);
    List<RequestedSpec> blamed = smallest.request().specs();
    BuildFailure failure =
        BuildFailure.input(
            blamed.size() == 1
                ? "Cannot install `%s`: what it needs cannot be had"
                    .formatted(blamed.getFirst().spec())
                : "Cannot install %s together".formatted(named(blamed)));
    for (String tree : trees(ConflictTree.lines(graph(smallest), blamed))) {
      failure = failure.withDetail(tree);
    }
    return failure.withHint(
        blamed.size() == 1
            ? "Ask for another version, or add a channel that has what is missing"
            : "Loosen or remove one of these lines");
  }

  /** Each line that the user wrote as one text with the branches below it. */
  private static List<String> trees(List<String> lines) {
    List<String> trees = new ArrayList<>();
    for (String line : lines) {
      if (!trees.isEmpty() && BRANCHES.indexOf(line.charAt(0)) >= 0) {
        trees.add(trees.removeLast() + "\n" + line);
      } else {
        trees.add(line);
      }
    }
    return trees;
  }

  private static String named(List<RequestedSpec> blamed) {
    List<String> names = blamed.stream().map(one -> "`" + one.spec() + "`").toList();
    return names.subList(0, names.size() - 1).stream().collect(Collectors.joining(", "))
        + " and "
        + names.getLast();
  }

  /** What nothing matches, whatever else is asked for. */
  private List<BuildFailure> absent(Universe universe) throws IOException, InterruptedException {
    List<BuildFailure> absent = new ArrayList<>();
    for (RequestedSpec asked : request.specs()) {
      Requirement requirement = universe.requirement(asked.spec());
      if (requirement.count() == 0 && asked.spec().details().when().isEmpty()) {
        absent.add(absent(asked, requirement));
      }
    }
    return absent;
  }

  private BuildFailure absent(RequestedSpec asked, Requirement requirement)
      throws IOException, InterruptedException {
    String name = requirement.builds().name();
    BuildFailure failure =
        BuildFailure.input(
            "Cannot install `%s` of %s: %s"
                .formatted(asked.spec(), asked.place(), new Wording().nothingMatches(requirement)));
    if (requirement.builds().size() > 0) {
      return failure.withHint("Ask for a version of `%s` that a channel has".formatted(name));
    }
    List<String> similar = name.startsWith("__") ? List.of() : source.similar(name, SIMILAR);
    return failure.withHint(
        similar.isEmpty()
            ? "Check the name, and whether its channel is listed"
            : "Did you mean %s?"
                .formatted(
                    similar.stream()
                        .map(one -> "`" + one + "`")
                        .collect(Collectors.joining(" or "))));
  }

  /** Asks for less and less, as long as that can't be had either. */
  private CondaSolver.Attempt smallest(CondaSolver.Attempt failed, Solving solving)
      throws IOException, InterruptedException {
    CondaSolver.Attempt smallest = solving.attempt(request.withSpecs(blamed(failed)));
    int index = smallest.request().specs().size() - 1;
    while (index >= 0 && smallest.request().specs().size() > 1) {
      List<RequestedSpec> fewer = new ArrayList<>(smallest.request().specs());
      fewer.remove(index);
      CondaSolver.Attempt attempt = solving.attempt(request.withSpecs(fewer));
      if (!attempt.solved()) {
        smallest = attempt;
      }
      index = Math.min(index, smallest.request().specs().size()) - 1;
    }
    return smallest;
  }

  private static List<RequestedSpec> blamed(CondaSolver.Attempt failed) {
    List<RequestedSpec> specs = failed.request().specs();
    Set<Integer> numbers = graph(failed).requested(specs);
    return numbers.isEmpty() ? specs : numbers.stream().map(specs::get).toList();
  }

  private static CoreGraph graph(CondaSolver.Attempt failed) {
    return new CoreGraph(failed.search().core(), failed.universe(), failed.root());
  }
}
