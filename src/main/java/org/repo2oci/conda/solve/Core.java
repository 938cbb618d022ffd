package org.repo2oci.conda.solve;

import java.util.List;

/**
 * Clauses of which not all can be satisfied: the reason why there is no solution. That a package
 * has one build at most is understood.
 */
record Core(List<Clause> clauses) {
  /** One of the clauses, as it was added. */
  record Clause(int tag, int[] literals) {}
}
