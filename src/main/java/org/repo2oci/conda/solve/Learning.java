package org.repo2oci.conda.solve;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a clause of a conflict: it says what must not be assigned together again, so that the
 * search returns to where it is of use (first unique implication point). Which clauses it was
 * derived from is kept for those who want to know why there is no solution.
 */
final class Learning {
  private final Propagation propagation;
  private final Trail trail;
  private final List<int[]> origins = new ArrayList<>();

  private boolean[] seen = new boolean[0];
  private final IntList learnt = new IntList();
  private final IntList reason = new IntList();
  private final IntList origin = new IntList();
  private int returnLevel;

  Learning(Propagation propagation, Trail trail) {
    this.propagation = propagation;
    this.trail = trail;
  }

  /**
   * Reads the conflict at the present level, which is above 0.
   *
   * @return the learnt clause's literals: the first becomes true at {@link #returnLevel}, the
   *     second is one of those that became false there
   */
  IntList learn() {
    seen = new boolean[trail.variables()];
    learnt.clear();
    learnt.add(0);
    origin.clear();
    reason.clear();
    for (int i = 0; i < propagation.conflict().size(); i++) {
      reason.add(propagation.conflict().get(i));
    }
    note(propagation.conflictClause());
    int open = 0;
    int index = trail.size();
    int resolved = -1;
    do {
      for (int i = 0; i < reason.size(); i++) {
        int variable = Literal.variable(reason.get(i));
        if (variable == resolved || seen[variable] || trail.level(variable) == 0) {
          continue;
        }
        seen[variable] = true;
        if (trail.level(variable) == trail.level()) {
          open++;
        } else {
          learnt.add(reason.get(i));
        }
      }
      do {
        index--;
      } while (!seen[Literal.variable(trail.literal(index))]);
      resolved = Literal.variable(trail.literal(index));
      open--;
      if (open > 0) {
        reason.clear();
        propagation.addReason(resolved, reason);
        note(trail.reason(resolved));
      }
    } while (open > 0);
    learnt.set(0, Literal.negated(trail.literal(index)));
    origins.add(origin.toArray());
    findReturnLevel();
    return learnt;
  }

  private void note(int clause) {
    if (clause > 0) {
      origin.add(clause);
    }
  }

  private void findReturnLevel() {
    returnLevel = 0;
    for (int i = 1; i < learnt.size(); i++) {
      int level = trail.level(Literal.variable(learnt.get(i)));
      if (level > returnLevel) {
        returnLevel = level;
        learnt.swap(1, i);
      }
    }
  }

  int returnLevel() {
    return returnLevel;
  }

  /** How many clauses were learnt. */
  int count() {
    return origins.size();
  }

  /** The clauses that the so-manieth learnt clause, from 0, was derived from. */
  int[] origin(int number) {
    return origins.get(number);
  }
}
