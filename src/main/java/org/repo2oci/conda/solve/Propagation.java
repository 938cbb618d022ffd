package org.repo2oci.conda.solve;

import java.util.Arrays;

/**
 * Draws the conclusions of what is assigned: a clause with one literal left makes it true, and a
 * chosen build makes the other builds of its package false. A clause is looked at only when one of
 * its two watched literals becomes false, and then mostly its "blocker", another literal of it, is
 * true and the clause need not be read.
 */
final class Propagation {
  private final Clauses clauses;
  private final Trail trail;

  /**
   * By literal: the clauses that watch it, each a clause (complemented if binary) and a blocker.
   */
  private int[][] watches = new int[64][];

  private int[] watchSizes = new int[64];
  private final IntList conflict = new IntList();
  private int conflictClause;

  Propagation(Clauses clauses, Trail trail) {
    this.clauses = clauses;
    this.trail = trail;
  }

  /** Watches a clause of two literals or more by its first two. */
  void watch(int clause) {
    int entry = clauses.length(clause) == 2 ? ~clause : clause;
    int first = clauses.literal(clause, 0);
    int second = clauses.literal(clause, 1);
    watch(first, entry, second);
    watch(second, entry, first);
  }

  private void watch(int literal, int entry, int blocker) {
    if (literal >= watches.length) {
      int length = Math.max(literal + 1, 2 * watches.length);
      watches = Arrays.copyOf(watches, length);
      watchSizes = Arrays.copyOf(watchSizes, length);
    }
    int[] list = watches[literal];
    int size = watchSizes[literal];
    if (list == null) {
      list = watches[literal] = new int[4];
    } else if (size == list.length) {
      list = watches[literal] = Arrays.copyOf(list, 2 * size);
    }
    list[size] = entry;
    list[size + 1] = blocker;
    watchSizes[literal] = size + 2;
  }

  /** Whether all conclusions could be drawn; if not, {@link #conflict} says which one could not. */
  boolean propagate() {
    while (trail.hasUnpropagated()) {
      int literal = trail.nextUnpropagated();
      if (Literal.isPositive(literal) && !excludeOtherBuilds(Literal.variable(literal))) {
        return false;
      }
      if (!visitWatches(Literal.negated(literal))) {
        return false;
      }
    }
    return true;
  }

  private boolean excludeOtherBuilds(int build) {
    int id = trail.packageOf(build);
    if (id < 0) {
      return true;
    }
    for (int other = trail.start(id); other < trail.end(id); other++) {
      if (other != build) {
        if (trail.isTrue(Literal.positive(other))) {
          conflict.clear();
          conflict.add(Literal.negative(build));
          conflict.add(Literal.negative(other));
          conflictClause = 0;
          return false;
        }
        if (!trail.isAssigned(Literal.positive(other))) {
          trail.assign(Literal.negative(other), ~build);
        }
      }
    }
    return true;
  }

  private boolean visitWatches(int falseLiteral) {
    if (falseLiteral >= watches.length || watchSizes[falseLiteral] == 0) {
      return true;
    }
    int[] list = watches[falseLiteral];
    int size = watchSizes[falseLiteral];
    int kept = 0;
    boolean good = true;
    for (int i = 0; i < size; i += 2) {
      int entry = list[i];
      int blocker = list[i + 1];
      if (good && !trail.isTrue(blocker)) {
        if (entry >= 0) {
          blocker = otherWatch(entry, falseLiteral, blocker);
          if (blocker < 0) {
            continue;
          }
        }
        if (!trail.isTrue(blocker)) {
          good = conclude(blocker, entry < 0 ? ~entry : entry);
        }
      }
      list[kept++] = entry;
      list[kept++] = blocker;
    }
    watchSizes[falseLiteral] = kept;
    return good;
  }

  /**
   * The clause's other watched literal, after a try to watch another one instead of that which has
   * become false; -1 if that is done.
   */
  private int otherWatch(int clause, int falseLiteral, int blocker) {
    if (clauses.literal(clause, 0) == falseLiteral) {
      clauses.swap(clause, 0, 1);
    }
    int other = clauses.literal(clause, 0);
    if (other != blocker && trail.isTrue(other)) {
      return other;
    }
    int length = clauses.length(clause);
    for (int i = 2; i < length; i++) {
      int literal = clauses.literal(clause, i);
      if (!trail.isFalse(literal)) {
        clauses.swap(clause, 1, i);
        watch(literal, clause, other);
        return -1;
      }
    }
    return other;
  }

  private boolean conclude(int literal, int clause) {
    if (trail.isFalse(literal)) {
      failIn(clause);
      return false;
    }
    trail.assign(literal, clause);
    return true;
  }

  /** Says that all literals of a clause are false. */
  void failIn(int clause) {
    conflict.clear();
    addLiterals(clause, conflict);
    conflictClause = clause;
  }

  private void addLiterals(int clause, IntList to) {
    for (int i = 0; i < clauses.length(clause); i++) {
      to.add(clauses.literal(clause, i));
    }
  }

  /** The literals of which one would have to be true, and all are false. */
  IntList conflict() {
    return conflict;
  }

  /** The clause that could not be satisfied; 0 where two builds of one package were chosen. */
  int conflictClause() {
    return conflictClause;
  }

  /** Adds the literals of which, all being false but the variable's own, it was assigned. */
  void addReason(int variable, IntList to) {
    int reason = trail.reason(variable);
    if (reason > Trail.DECISION) {
      addLiterals(reason, to);
    } else if (reason < Trail.DECISION) {
      to.add(Literal.negative(~reason));
    }
  }
}
