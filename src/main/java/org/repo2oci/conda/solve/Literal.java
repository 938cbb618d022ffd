package org.repo2oci.conda.solve;

/** A variable or its negation in one int: twice the variable, and one more where it is negated. */
final class Literal {
  static int positive(int variable) {
    return variable << 1;
  }

  static int negative(int variable) {
    return variable << 1 | 1;
  }

  static int variable(int literal) {
    return literal >> 1;
  }

  static int negated(int literal) {
    return literal ^ 1;
  }

  static boolean isPositive(int literal) {
    return (literal & 1) == 0;
  }

  private Literal() {}
}
