package org.repo2oci.conda.solve;

import java.util.Arrays;

/**
 * What is assigned, in the order in which it was, with the level and the reason of each assignment.
 * Variables of one package (its builds) lie side by side and exclude each other; a variable that is
 * no build is in no package. Level 0 holds facts.
 */
final class Trail {
  /** The reason of a decision. */
  static final int DECISION = 0;

  private static final byte TRUE = 1;
  private static final byte FALSE = -1;

  private byte[] values = new byte[64];
  private int[] levels = new int[32];
  private int[] reasons = new int[32];
  private int[] packages = new int[32];
  private int variables;

  private final IntList packageStarts = new IntList();
  private final IntList packageEnds = new IntList();
  private final IntList chosen = new IntList();

  private final IntList literals = new IntList();
  private final IntList trueVariables = new IntList();
  private final IntList levelStarts = new IntList();
  private int propagated;

  /** A variable of no package. */
  int newVariable() {
    grow(variables + 1);
    packages[variables] = -1;
    return variables++;
  }

  /** A package with so many builds; their variables begin at {@link #start}. */
  int newPackage(int builds) {
    int id = packageStarts.size();
    grow(variables + builds);
    Arrays.fill(packages, variables, variables + builds, id);
    packageStarts.add(variables);
    variables += builds;
    packageEnds.add(variables);
    chosen.add(-1);
    return id;
  }

  private void grow(int needed) {
    if (needed > levels.length) {
      int length = Math.max(needed, 2 * levels.length);
      values = Arrays.copyOf(values, 2 * length);
      levels = Arrays.copyOf(levels, length);
      reasons = Arrays.copyOf(reasons, length);
      packages = Arrays.copyOf(packages, length);
    }
  }

  int variables() {
    return variables;
  }

  int packages() {
    return packageStarts.size();
  }

  /** The package that the variable is a build of, or -1. */
  int packageOf(int variable) {
    return packages[variable];
  }

  int start(int id) {
    return packageStarts.get(id);
  }

  int end(int id) {
    return packageEnds.get(id);
  }

  boolean isChosen(int id) {
    return chosen.get(id) >= 0;
  }

  boolean isTrue(int literal) {
    return values[literal] == TRUE;
  }

  boolean isFalse(int literal) {
    return values[literal] == FALSE;
  }

  boolean isAssigned(int literal) {
    return values[literal] != 0;
  }

  int level(int variable) {
    return levels[variable];
  }

  /**
   * Why a variable is assigned: {@link #DECISION}, a clause, or, where it is negative, the
   * complement of the variable of the build that was chosen instead.
   */
  int reason(int variable) {
    return reasons[variable];
  }

  int level() {
    return levelStarts.size();
  }

  void beginLevel() {
    levelStarts.add(literals.size());
  }

  void assign(int literal, int reason) {
    int variable = Literal.variable(literal);
    values[literal] = TRUE;
    values[Literal.negated(literal)] = FALSE;
    levels[variable] = level();
    reasons[variable] = reason;
    literals.add(literal);
    if (Literal.isPositive(literal)) {
      trueVariables.add(variable);
      int id = packages[variable];
      if (id >= 0) {
        chosen.set(id, variable);
      }
    }
  }

  /** Takes back all that was assigned above a level. */
  void returnTo(int level) {
    if (level >= level()) {
      return;
    }
    int size = levelStarts.get(level);
    while (literals.size() > size) {
      int literal = literals.removeLast();
      int variable = Literal.variable(literal);
      values[literal] = 0;
      values[Literal.negated(literal)] = 0;
      if (Literal.isPositive(literal)) {
        trueVariables.removeLast();
        int id = packages[variable];
        if (id >= 0 && chosen.get(id) == variable) {
          chosen.set(id, -1);
        }
      }
    }
    while (level() > level) {
      levelStarts.removeLast();
    }
    propagated = Math.min(propagated, size);
  }

  int size() {
    return literals.size();
  }

  int literal(int index) {
    return literals.get(index);
  }

  boolean hasUnpropagated() {
    return propagated < literals.size();
  }

  int nextUnpropagated() {
    return literals.get(propagated++);
  }

  /** What is true, in the order in which it became so. */
  IntList trueVariables() {
    return trueVariables;
  }
}
