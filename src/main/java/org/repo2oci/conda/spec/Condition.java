package org.repo2oci.conda.spec;

import java.util.List;

/**
 * When a dependency counts: {@code python >=3.10 and (__unix or __osx)} (CEP 43). {@code and} binds
 * tighter than {@code or}.
 */
public sealed interface Condition {
  /** A package that matches is in the environment. */
  record Present(MatchSpec spec) implements Condition {}

  /** All hold. */
  record And(List<Condition> parts) implements Condition {
    public And {
      parts = List.copyOf(parts);
    }
  }

  /** One holds. */
  record Or(List<Condition> parts) implements Condition {
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /**
   * Reads a condition.
   *
   * @throws SpecException where it is none
   */
  static Condition parse(String text) {
    return new ConditionParser(text).parse();
  }
}
