package org.repo2oci.conda.solve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Why there is no solution, as lines of a tree: from what the user wrote down to what can't be had
 * or is there only once. Builds with the same fate share a line.
 */
final class ConflictTree {
  static final int LINES = 25;
  private static final int DEPTH = 6;

  private static final Comparator<Requirement> BY_VERSION =
      Comparator.comparingLong(Requirement::best).thenComparingInt(Requirement::id);

  private final CoreGraph graph;
  private final List<RequestedSpec> specs;
  private final Wording wording = new Wording();
  private final Set<List<Requirement>> told = new HashSet<>();

  private ConflictTree(CoreGraph graph, List<RequestedSpec> specs) {
    this.graph = graph;
    this.specs = specs;
  }

  /** A line, and what lies below it. */
  private record Node(String text, List<Node> below) {}

  static List<String> lines(CoreGraph graph, List<RequestedSpec> specs) {
    List<String> lines = new ArrayList<>();
    for (Node node : new ConflictTree(graph, specs).top()) {
      lines.add(node.text());
      print(node.below(), "", lines);
    }
    if (lines.size() > LINES) {
      int left = lines.size() - LINES + 1;
      lines.subList(LINES - 1, lines.size()).clear();
      lines.add("… and %d more lines".formatted(left));
    }
    return lines;
  }

  private static void print(List<Node> nodes, String indent, List<String> lines) {
    for (int i = 0; i < nodes.size(); i++) {
      boolean last = i == nodes.size() - 1;
      lines.add(indent + (last ? "└─ " : "├─ ") + nodes.get(i).text());
      print(nodes.get(i).below(), indent + (last ? "   " : "│  "), lines);
    }
  }

  private List<Node> top() {
    List<Node> top = new ArrayList<>();
    for (int number : graph.requested(specs)) {
      RequestedSpec asked = specs.get(number);
      List<Requirement> same =
          graph.needs(graph.root()).stream()
              .filter(one -> one.spec().toString().equals(asked.spec().toString()))
              .toList();
      top.add(new Node(asked.toString(), same.isEmpty() ? List.of() : below(same, 1)));
    }
    return top;
  }

  /** What becomes of the builds that requirements of one package allow. */
  private List<Node> below(List<Requirement> requirements, int depth) {
    Builds builds = requirements.getFirst().builds();
    Map<String, List<Integer>> fates = new LinkedHashMap<>();
    for (int index : allowed(requirements)) {
      fates.computeIfAbsent(fate(builds, index), _ -> new ArrayList<>()).add(index);
    }
    if (fates.isEmpty()) {
      return List.of(new Node(wording.nothingMatches(requirements.getFirst()), List.of()));
    }
    if (!told.add(requirements) || depth > DEPTH) {
      return List.of();
    }
    List<Node> nodes = new ArrayList<>();
    for (List<Integer> alike : fates.values()) {
      nodes.addAll(nodes(builds, alike, depth));
    }
    return nodes;
  }

  private static Set<Integer> allowed(List<Requirement> requirements) {
    Set<Integer> allowed = new TreeSet<>();
    Builds builds = requirements.getFirst().builds();
    for (int index = 0; index < builds.size(); index++) {
      for (Requirement requirement : requirements) {
        if (requirement.matches(index)) {
          allowed.add(index);
        }
      }
    }
    return allowed;
  }

  /** Equal for builds that are told of in one line. */
  private String fate(Builds builds, int index) {
    int variable = builds.variable(index);
    Optional<String> exclusion = graph.exclusion(variable);
    if (exclusion.isPresent()) {
      return "excluded: " + exclusion.get();
    }
    Optional<Integer> notAskedFor = graph.notAskedFor(variable);
    if (notAskedFor.isPresent()) {
      return "not asked for: " + notAskedFor.get();
    }
    TreeSet<String> names = new TreeSet<>();
    graph.needs(variable).forEach(one -> names.add(one.builds().name()));
    if (names.isEmpty()) {
      graph.limits(variable).forEach(one -> names.add("only " + one));
    }
    return names.toString();
  }

  private List<Node> nodes(Builds builds, List<Integer> alike, int depth) {
    int variable = builds.variable(alike.getFirst());
    String who = wording.builds(builds, alike);
    Optional<String> exclusion = graph.exclusion(variable);
    if (exclusion.isPresent()) {
      return List.of(new Node(who + " " + exclusion.get(), List.of()));
    }
    Optional<Integer> notAskedFor = graph.notAskedFor(variable);
    if (notAskedFor.isPresent()) {
      return List.of(new Node(isNot(who, specs.get(notAskedFor.get())), List.of()));
    }
    Map<String, Set<Requirement>> needed = new LinkedHashMap<>();
    Set<Requirement> limits = new TreeSet<>(BY_VERSION);
    for (int index : alike) {
      for (Requirement one : graph.needs(builds.variable(index))) {
        needed.computeIfAbsent(one.builds().name(), _ -> new TreeSet<>(BY_VERSION)).add(one);
      }
      limits.addAll(graph.limits(builds.variable(index)));
    }
    List<Node> nodes = new ArrayList<>();
    needed
        .values()
        .forEach(all -> {
          List<Requirement> sorted = List.copyOf(all);
          nodes.add(
              new Node(
                  "%s needs %s".formatted(who, wording.specs(sorted)), below(sorted, depth + 1)));
        });
    if (!limits.isEmpty()) {
      nodes.add(
          new Node(
              "%s goes with %s only".formatted(who, wording.specs(List.copyOf(limits))),
              List.of()));
    }
    return nodes.isEmpty() ? List.of(new Node(others(builds, alike, who), List.of())) : nodes;
  }

  /** A build that nothing is wrong with, but others want another one. */
  private String others(Builds builds, List<Integer> alike, String who) {
    for (Map.Entry<Requirement, List<Integer>> against :
        graph.against(builds, alike.getFirst()).entrySet()) {
      for (int other : against.getValue()) {
        if (other == graph.root()) {
          return isNot(who, asked(against.getKey()));
        }
        Builds of = graph.universe().buildsOf(other);
        String wanting = of == null ? "" : wording.builds(of, indices(of, against.getValue()));
        if (!wanting.isEmpty()) {
          return "%s is not the `%s` of %s".formatted(who, against.getKey(), wanting);
        }
      }
    }
    return who;
  }

  private static String isNot(String who, RequestedSpec asked) {
    return "%s is not `%s` of %s".formatted(who, asked.spec(), asked.place());
  }

  private RequestedSpec asked(Requirement requirement) {
    return specs.stream()
        .filter(one -> one.spec().toString().equals(requirement.spec().toString()))
        .findFirst()
        .orElseThrow();
  }

  private List<Integer> indices(Builds of, List<Integer> variables) {
    return variables.stream()
        .filter(variable -> graph.universe().buildsOf(variable) == of)
        .map(of::index)
        .toList();
  }
}
