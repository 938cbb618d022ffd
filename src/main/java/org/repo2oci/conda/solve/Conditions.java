package org.repo2oci.conda.solve;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.repo2oci.conda.spec.Condition;
import org.repo2oci.conda.spec.MatchSpec;

/** The conditions of dependencies (CEP 43), as variables that are true where they hold. */
final class Conditions {
  private final Universe universe;
  private final Search search;
  private final Map<Requirement, Integer> present = new HashMap<>();

  Conditions(Universe universe, Search search) {
    this.universe = universe;
    this.search = search;
  }

  /** A variable that becomes true when the condition holds. */
  int variable(Condition condition) throws IOException, InterruptedException {
    return switch (condition) {
      case Condition.Present(MatchSpec spec) -> present(universe.requirement(spec));
      case Condition.And(List<Condition> parts) -> {
        IntList all = new IntList();
        for (Condition part : parts) {
          all.add(variable(part));
        }
        int both = search.newVariable();
        search.clause();
        for (int i = 0; i < all.size(); i++) {
          search.literal(Literal.negative(all.get(i)));
        }
        search.literal(Literal.positive(both)).add(Tag.DEFINITION.with(0));
        yield both;
      }
      case Condition.Or(List<Condition> parts) -> {
        int either = search.newVariable();
        for (Condition part : parts) {
          imply(variable(part), either);
        }
        yield either;
      }
    };
  }

  private int present(Requirement requirement) {
    Integer known = present.get(requirement);
    if (known != null) {
      return known;
    }
    int variable = search.newVariable();
    present.put(requirement, variable);
    Builds builds = requirement.builds();
    for (int i = 0; i < builds.size(); i++) {
      if (requirement.matches(i)) {
        imply(builds.variable(i), variable);
      }
    }
    return variable;
  }

  private void imply(int one, int other) {
    search
        .clause()
        .literal(Literal.negative(one))
        .literal(Literal.positive(other))
        .add(Tag.DEFINITION.with(0));
  }
}
