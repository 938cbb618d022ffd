package org.repo2oci.conda.solve;

/**
 * Searches for an assignment that satisfies all clauses: decide, conclude, and learn a clause of
 * every conflict. Clauses are added first, at level 0, and what follows from them alone is known at
 * once, so that a build that can never be chosen needs no clauses of its own. Nothing in it depends
 * on time, threads or hashes.
 */
final class Search {
  /** The tag of learnt clauses; others have one of their own that is not negative. */
  static final int LEARNT = -1;

  private final Clauses clauses = new Clauses();
  private final Trail trail = new Trail();
  private final Propagation propagation = new Propagation(clauses, trail);
  private final Learning learning = new Learning(propagation, trail);
  private final DecisionQueue queue = new DecisionQueue(trail);
  private final IntList literals = new IntList();
  private final IntList learntClauses = new IntList();
  private boolean contradictory;

  int newVariable() {
    return trail.newVariable();
  }

  /** The first variable of a package with so many builds, of which one at most may be true. */
  int newPackage(int builds) {
    return trail.start(trail.newPackage(builds));
  }

  /** Begins a clause of which {@link #literal} adds the literals and {@link #add} is the end. */
  Search clause() {
    literals.clear();
    return this;
  }

  Search literal(int literal) {
    literals.add(literal);
    return this;
  }

  /**
   * Ends a clause and concludes what follows from it.
   *
   * @param tag where it is from, not negative
   */
  void add(int tag) {
    int clause = clauses.add(tag, literals);
    int good = 0;
    for (int i = 0; i < clauses.length(clause) && good < 2; i++) {
      if (!trail.isFalse(clauses.literal(clause, i))) {
        clauses.swap(clause, i, good++);
      }
    }
    if (clauses.length(clause) > 1) {
      propagation.watch(clause);
    }
    if (contradictory) {
      return;
    }
    if (good == 0) {
      propagation.failIn(clause);
      contradictory = true;
    } else if (good == 1 && !trail.isTrue(clauses.literal(clause, 0))) {
      trail.assign(clauses.literal(clause, 0), clause);
      contradictory = !propagation.propagate();
    }
  }

  /**
   * Lets the search decide on a requirement of which the clause was added.
   *
   * @param candidates builds of one package, the preferred first, at least one
   */
  void decideOn(int parent, IntList conditions, int[] candidates) {
    queue.add(parent, conditions, candidates);
  }

  /** Whether it is already known that there is no solution. */
  boolean isContradictory() {
    return contradictory;
  }

  boolean isTrue(int variable) {
    return trail.isTrue(Literal.positive(variable));
  }

  boolean isFalse(int variable) {
    return trail.isFalse(Literal.positive(variable));
  }

  /** What is true, in the order in which it became so. */
  IntList trueVariables() {
    return trail.trueVariables();
  }

  /** How many conflicts there were. */
  int conflicts() {
    return learning.count();
  }

  /** Whether there is a solution; then {@link #trueVariables} has it. */
  boolean solve() {
    while (!contradictory) {
      if (propagation.propagate()) {
        int decision = queue.next();
        if (decision == DecisionQueue.NOTHING) {
          return true;
        }
        trail.beginLevel();
        trail.assign(Literal.positive(decision), Trail.DECISION);
      } else if (trail.level() == 0) {
        contradictory = true;
      } else {
        learn();
      }
    }
    return false;
  }

  private void learn() {
    IntList learnt = learning.learn();
    for (int i = 0; i < learnt.size(); i++) {
      int id = trail.packageOf(Literal.variable(learnt.get(i)));
      if (id >= 0) {
        queue.bump(id);
      }
    }
    queue.decay();
    trail.returnTo(learning.returnLevel());
    int clause = clauses.add(LEARNT, learnt);
    learntClauses.add(clause);
    if (clauses.length(clause) > 1) {
      propagation.watch(clause);
    }
    trail.assign(clauses.literal(clause, 0), clause);
  }

  /** Why there is no solution: clauses that exclude each other, in the order of their making. */
  Core core() {
    return new CoreReader(clauses, trail, propagation, learning, learntClauses).read();
  }
}
