package org.repo2oci.conda.solve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The groups of further dependencies that are wanted of packages (CEP 44), each with a variable.
 * What a group asks for is not read before somebody wants it.
 */
final class Groups {
  private final Search search;
  private final Map<Key, Integer> variables = new HashMap<>();
  private final Map<Key, List<Integer>> waiting = new HashMap<>();

  private record Key(Builds builds, String group) {}

  Groups(Search search) {
    this.search = search;
  }

  boolean isWanted(Builds builds, String group) {
    return variables.containsKey(new Key(builds, group));
  }

  /** Says that a build has a group that nobody wanted yet. */
  void await(Builds builds, int index, String group) {
    waiting.computeIfAbsent(new Key(builds, group), _ -> new ArrayList<>()).add(index);
  }

  /** Somebody wants a group: the builds that waited for that. */
  List<Integer> want(Builds builds, String group) {
    Key key = new Key(builds, group);
    variables.computeIfAbsent(key, _ -> search.newVariable());
    List<Integer> late = waiting.remove(key);
    return late == null ? List.of() : late;
  }

  /** Whether a wanted group is wanted in this environment. */
  int variable(Builds builds, String group) {
    Integer variable = variables.get(new Key(builds, group));
    if (variable == null) {
      throw new IllegalStateException("nobody wants `%s[%s]`".formatted(builds, group));
    }
    return variable;
  }
}
