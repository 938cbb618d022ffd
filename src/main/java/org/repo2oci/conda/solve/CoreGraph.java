package org.repo2oci.conda.solve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Clauses that exclude each other, read as what needs and excludes what. */
final class CoreGraph {
  private final Universe universe;
  private final int root;

  /** By build, or root: what it needs, as far as that matters here. */
  private final Map<Integer, List<Requirement>> needs = new HashMap<>();

  /** By requirement: who has it. */
  private final Map<Requirement, List<Integer>> neededBy = new LinkedHashMap<>();

  /** By build: what it goes with only; and by that, who says so. */
  private final Map<Integer, List<Requirement>> limits = new HashMap<>();

  private final Map<Requirement, List<Integer>> limitedBy = new LinkedHashMap<>();

  private final Map<Integer, String> exclusions = new HashMap<>();
  private final Map<Integer, Integer> notAskedFor = new HashMap<>();

  CoreGraph(Core core, Universe universe, int root) {
    this.universe = universe;
    this.root = root;
    for (Core.Clause clause : core.clauses()) {
      read(clause);
    }
  }

  private void read(Core.Clause clause) {
    int detail = Tag.detail(clause.tag());
    switch (Tag.of(clause.tag())) {
      case REQUIRES, GATE -> {
        for (int literal : clause.literals()) {
          int variable = Literal.variable(literal);
          if (!Literal.isPositive(literal) && isBuildOrRoot(variable)) {
            link(variable, universe.requirement(detail), needs, neededBy);
          }
        }
      }
      case CONSTRAINS -> readConstraint(clause, universe.requirement(detail));
      case EXCLUDED ->
          exclusions.put(Literal.variable(clause.literals()[0]), universe.exclusion(detail));
      case NOT_ASKED_FOR -> notAskedFor.put(Literal.variable(clause.literals()[0]), detail);
      case ROOT, PRESENT, DEFINITION -> {}
    }
  }

  /** The build that says it is the one that is of another package, or matches. */
  private void readConstraint(Core.Clause clause, Requirement limit) {
    for (int literal : clause.literals()) {
      int variable = Literal.variable(literal);
      Builds builds = universe.buildsOf(variable);
      if (builds != null && builds != limit.builds()) {
        link(variable, limit, limits, limitedBy);
      }
    }
  }

  private static void link(
      int variable,
      Requirement requirement,
      Map<Integer, List<Requirement>> forward,
      Map<Requirement, List<Integer>> backward) {
    forward.computeIfAbsent(variable, _ -> new ArrayList<>()).add(requirement);
    backward.computeIfAbsent(requirement, _ -> new ArrayList<>()).add(variable);
  }

  private boolean isBuildOrRoot(int variable) {
    return variable == root || universe.buildsOf(variable) != null;
  }

  /** The numbers of the requested specs that matter, in order. */
  Set<Integer> requested(List<RequestedSpec> specs) {
    Set<Integer> numbers = new TreeSet<>(notAskedFor.values());
    List<Requirement> direct = needs(root);
    for (int i = 0; i < specs.size(); i++) {
      String text = specs.get(i).spec().toString();
      if (direct.stream().anyMatch(one -> one.spec().toString().equals(text))) {
        numbers.add(i);
      }
    }
    return numbers;
  }

  int root() {
    return root;
  }

  Universe universe() {
    return universe;
  }

  List<Requirement> needs(int variable) {
    return needs.getOrDefault(variable, List.of());
  }

  List<Requirement> limits(int variable) {
    return limits.getOrDefault(variable, List.of());
  }

  /** Why a build can't be used whatever else is chosen. */
  Optional<String> exclusion(int variable) {
    return Optional.ofNullable(exclusions.get(variable));
  }

  /** The requested spec that a build is not. */
  Optional<Integer> notAskedFor(int variable) {
    return Optional.ofNullable(notAskedFor.get(variable));
  }

  /** Requirements of a package that a build does not fulfil, with who has them. */
  Map<Requirement, List<Integer>> against(Builds builds, int index) {
    Map<Requirement, List<Integer>> against = new LinkedHashMap<>();
    for (Map<Requirement, List<Integer>> all : List.of(neededBy, limitedBy)) {
      all.forEach((requirement, who) -> {
        if (requirement.builds() == builds && !requirement.matches(index)) {
          against.put(requirement, who);
        }
      });
    }
    return against;
  }
}
