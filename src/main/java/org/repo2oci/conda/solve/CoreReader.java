package org.repo2oci.conda.solve;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Follows a conflict among facts back to the clauses that were added. */
final class CoreReader {
  private final Clauses clauses;
  private final Trail trail;
  private final Propagation propagation;
  private final Learning learning;
  private final IntList learntClauses;

  private final BitSet seenVariables = new BitSet();
  private final BitSet seenClauses = new BitSet();
  private final IntList openVariables = new IntList();
  private final IntList openClauses = new IntList();

  CoreReader(
      Clauses clauses,
      Trail trail,
      Propagation propagation,
      Learning learning,
      IntList learntClauses) {
    this.clauses = clauses;
    this.trail = trail;
    this.propagation = propagation;
    this.learning = learning;
    this.learntClauses = learntClauses;
  }

  Core read() {
    IntList conflict = propagation.conflict();
    for (int i = 0; i < conflict.size(); i++) {
      openFact(Literal.variable(conflict.get(i)));
    }
    openClause(propagation.conflictClause());
    while (!openVariables.isEmpty() || !openClauses.isEmpty()) {
      if (!openClauses.isEmpty()) {
        readClause(openClauses.removeLast());
      } else {
        readFact(openVariables.removeLast());
      }
    }
    List<Core.Clause> core = new ArrayList<>();
    seenClauses.stream()
        .filter(clause -> clauses.tag(clause) != Search.LEARNT)
        .forEach(clause -> core.add(new Core.Clause(clauses.tag(clause), literals(clause))));
    return new Core(core);
  }

  private void openFact(int variable) {
    if (trail.level(variable) == 0 && !seenVariables.get(variable)) {
      seenVariables.set(variable);
      openVariables.add(variable);
    }
  }

  private void openClause(int clause) {
    if (clause > 0 && !seenClauses.get(clause)) {
      seenClauses.set(clause);
      openClauses.add(clause);
    }
  }

  private void readFact(int variable) {
    int reason = trail.reason(variable);
    if (reason < Trail.DECISION) {
      openFact(~reason);
    } else {
      openClause(reason);
    }
  }

  private void readClause(int clause) {
    for (int literal : literals(clause)) {
      if (trail.isFalse(literal)) {
        openFact(Literal.variable(literal));
      }
    }
    if (clauses.tag(clause) == Search.LEARNT) {
      for (int origin : learning.origin(numberOf(clause))) {
        openClause(origin);
      }
    }
  }

  private int numberOf(int learnt) {
    int low = 0;
    int high = learntClauses.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (learntClauses.get(middle) < learnt) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int[] literals(int clause) {
    int[] literals = new int[clauses.length(clause)];
    for (int i = 0; i < literals.length; i++) {
      literals[i] = clauses.literal(clause, i);
    }
    return literals;
  }
}
