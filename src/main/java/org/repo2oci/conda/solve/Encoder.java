package org.repo2oci.conda.solve;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.repo2oci.conda.spec.MatchSpec;

/**
 * Turns what is asked for, and all that it may need, into clauses, breadth first, so that what is
 * met earlier is decided earlier. A build that is known to be impossible by then is not followed.
 */
final class Encoder {
  /** With so many builds it pays to have one variable for all who need or exclude the same. */
  private static final int SHARED = 4;

  private static final IntList ALWAYS = new IntList();

  private final SolveRequest request;
  private final Universe universe;
  private final Search search;
  private final BuildOrder order;
  private final Conditions conditions;
  private final Groups groups;
  private final int root;

  private final Queue<Integer> open = new ArrayDeque<>();
  private final BitSet opened = new BitSet();

  /** By requirement: what is true where it must be fulfilled, and where it is violated. */
  private final Map<Requirement, Integer> gates = new HashMap<>();

  private final Map<Requirement, Integer> violations = new HashMap<>();

  /** By package that nobody needed yet: who does not go with all builds of it. */
  private final Map<String, List<Waiting>> waiting = new HashMap<>();

  /** A build, and what it says of another package. */
  private record Waiting(int variable, MatchSpec spec) {}

  Encoder(SolveRequest request, Universe universe, Search search) {
    this.request = request;
    this.universe = universe;
    this.search = search;
    this.order = new BuildOrder(request, universe);
    this.conditions = new Conditions(universe, search);
    this.groups = new Groups(search);
    this.root = search.newVariable();
  }

  /** What stands for all that is asked for. */
  int root() {
    return root;
  }

  void encode() throws IOException, InterruptedException {
    search.clause().literal(Literal.positive(root)).add(Tag.ROOT.with(0));
    for (VirtualPackage given : request.virtualPackages().packages()) {
      Builds builds = universe.builds(given.name());
      search.clause().literal(Literal.positive(builds.variable(0))).add(Tag.PRESENT.with(0));
    }
    for (int i = 0; i < request.specs().size() && !search.isContradictory(); i++) {
      Requirement requirement = universe.requirement(request.specs().get(i).spec());
      if (requirement.spec().details().when().isEmpty()) {
        refuseOthers(requirement, i);
      }
      require(root, requirement, ALWAYS);
    }
    while (!open.isEmpty() && !search.isContradictory()) {
      int variable = open.remove();
      Builds builds = universe.buildsOf(variable);
      if (builds != null && !search.isFalse(variable)) {
        expand(builds, builds.index(variable));
      }
    }
  }

  /** Says what follows from a requirement that counts always: no other build will do. */
  private void refuseOthers(Requirement requirement, int spec) {
    Builds builds = requirement.builds();
    for (int i = 0; i < builds.size(); i++) {
      if (!requirement.matches(i)) {
        search
            .clause()
            .literal(Literal.negative(builds.variable(i)))
            .add(Tag.NOT_ASKED_FOR.with(spec));
      }
    }
  }

  private void expand(Builds builds, int index) throws IOException, InterruptedException {
    int variable = builds.variable(index);
    for (Requirement requirement : universe.dependencies(builds, index)) {
      require(variable, requirement, ALWAYS);
    }
    for (MatchSpec spec : universe.constraints(builds, index)) {
      if (universe.isNeeded(spec.name())) {
        constrain(variable, spec);
      } else {
        waiting
            .computeIfAbsent(spec.name(), _ -> new ArrayList<>())
            .add(new Waiting(variable, spec));
      }
    }
    for (String group : universe.groups(builds, index)) {
      if (groups.isWanted(builds, group)) {
        requireGroup(builds, index, group);
      } else {
        groups.await(builds, index, group);
      }
    }
  }

  private void require(int parent, Requirement requirement, IntList conditions)
      throws IOException, InterruptedException {
    MatchSpec.Details details = requirement.spec().details();
    meet(requirement.builds());
    IntList all = conditions;
    if (details.when().isPresent()) {
      all = conditions.copy();
      all.add(this.conditions.variable(details.when().get()));
    }
    requireWhere(parent, requirement, all);
    for (String group : details.extras()) {
      requireGroups(parent, requirement.builds(), group, all);
    }
  }

  private void requireWhere(int parent, Requirement requirement, IntList conditions)
      throws IOException, InterruptedException {
    int[] candidates = order.candidates(requirement);
    for (int candidate : candidates) {
      if (!opened.get(candidate) && !search.isFalse(candidate)) {
        opened.set(candidate);
        open.add(candidate);
      }
    }
    if (conditions.isEmpty() && parent != root && candidates.length >= SHARED) {
      int gate = gate(requirement, candidates);
      search
          .clause()
          .literal(Literal.negative(parent))
          .literal(Literal.positive(gate))
          .add(Tag.GATE.with(requirement.id()));
    } else {
      addRequires(parent, requirement, conditions, candidates);
    }
  }

  private int gate(Requirement requirement, int[] candidates) {
    Integer known = gates.get(requirement);
    if (known != null) {
      return known;
    }
    int gate = search.newVariable();
    gates.put(requirement, gate);
    addRequires(gate, requirement, ALWAYS, candidates);
    return gate;
  }

  private void addRequires(
      int parent, Requirement requirement, IntList conditions, int[] candidates) {
    search.clause().literal(Literal.negative(parent));
    for (int i = 0; i < conditions.size(); i++) {
      search.literal(Literal.negative(conditions.get(i)));
    }
    for (int candidate : candidates) {
      search.literal(Literal.positive(candidate));
    }
    search.add(Tag.REQUIRES.with(requirement.id()));
    if (candidates.length > 0) {
      search.decideOn(parent, conditions, candidates);
    }
  }

  /** The package is needed by someone: now it matters who does not go with which of its builds. */
  private void meet(Builds builds) throws IOException, InterruptedException {
    if (!builds.isNeeded()) {
      builds.setNeeded();
      List<Waiting> late = waiting.remove(builds.name());
      if (late != null) {
        for (Waiting one : late) {
          constrain(one.variable(), one.spec());
        }
      }
    }
  }

  private void constrain(int variable, MatchSpec spec) throws IOException, InterruptedException {
    Requirement requirement = universe.requirement(spec);
    int tag = Tag.CONSTRAINS.with(requirement.id());
    Builds builds = requirement.builds();
    if (builds.size() - requirement.count() >= SHARED) {
      int violation = violation(requirement);
      search
          .clause()
          .literal(Literal.negative(variable))
          .literal(Literal.negative(violation))
          .add(tag);
      return;
    }
    for (int i = 0; i < builds.size(); i++) {
      if (!requirement.matches(i)) {
        search
            .clause()
            .literal(Literal.negative(variable))
            .literal(Literal.negative(builds.variable(i)))
            .add(tag);
      }
    }
  }

  private int violation(Requirement requirement) {
    Integer known = violations.get(requirement);
    if (known != null) {
      return known;
    }
    int violation = search.newVariable();
    violations.put(requirement, violation);
    Builds builds = requirement.builds();
    for (int i = 0; i < builds.size(); i++) {
      if (!requirement.matches(i) && !search.isFalse(builds.variable(i))) {
        search
            .clause()
            .literal(Literal.negative(builds.variable(i)))
            .literal(Literal.positive(violation))
            .add(Tag.CONSTRAINS.with(requirement.id()));
      }
    }
    return violation;
  }

  /** Who wants a group of a package's dependencies wants it of whichever build is chosen. */
  private void requireGroups(int parent, Builds builds, String group, IntList conditions)
      throws IOException, InterruptedException {
    List<Integer> late = groups.want(builds, group);
    search.clause().literal(Literal.negative(parent));
    for (int i = 0; i < conditions.size(); i++) {
      search.literal(Literal.negative(conditions.get(i)));
    }
    search.literal(Literal.positive(groups.variable(builds, group))).add(Tag.DEFINITION.with(0));
    for (int index : late) {
      requireGroup(builds, index, group);
    }
  }

  private void requireGroup(Builds builds, int index, String group)
      throws IOException, InterruptedException {
    IntList wanted = new IntList();
    wanted.add(groups.variable(builds, group));
    for (Requirement requirement : universe.groupDependencies(builds, index, group)) {
      require(builds.variable(index), requirement, wanted);
    }
  }
}
