package org.repo2oci.conda.spec;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which versions will do (CEP 29). */
public sealed interface VersionSpec {
  VersionSpec ANY = new Any();

  boolean matches(CondaVersion version);

  /**
   * Reads a spec such as {@code >=1.8,<2|==3.1}, {@code 1.8.*}, {@code ~=1.4.2} or {@code
   * ^1\.[89]$}.
   *
   * @throws SpecException where it is none
   */
  static VersionSpec parse(String text) {
    return new VersionSpecParser(text).parse();
  }

  /** Every version. */
  record Any() implements VersionSpec {
    @Override
    public boolean matches(CondaVersion version) {
      return true;
    }

    @Override
    public String toString() {
      return "*";
    }
  }

  /** How a version relates to the one that is named. */
  enum Relation {
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">="),
    STARTS_WITH("="),
    STARTS_NOT_WITH("!=");

    private final String sign;

    Relation(String sign) {
      this.sign = sign;
    }

    boolean holds(CondaVersion version, CondaVersion named) {
      return switch (this) {
        case EQUAL -> version.compareTo(named) == 0;
        case NOT_EQUAL -> version.compareTo(named) != 0;
        case LESS -> version.compareTo(named) < 0;
        case AT_MOST -> version.compareTo(named) <= 0;
        case GREATER -> version.compareTo(named) > 0;
        case AT_LEAST -> version.compareTo(named) >= 0;
        case STARTS_WITH -> version.startsWith(named);
        case STARTS_NOT_WITH -> !version.startsWith(named);
      };
    }
  }

  /** One comparison. */
  record Compared(Relation relation, CondaVersion named) implements VersionSpec {
    @Override
    public boolean matches(CondaVersion version) {
      return relation.holds(version, named);
    }

    @Override
    public String toString() {
      return switch (relation) {
        case STARTS_WITH -> named + ".*";
        case STARTS_NOT_WITH -> "!=" + named + ".*";
        case EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST -> relation.sign + named;
      };
    }
  }

  /** {@code ~=1.4.2}: at least it, and the same but for the last segment. */
  record Compatible(CondaVersion named, CondaVersion prefix) implements VersionSpec {
    @Override
    public boolean matches(CondaVersion version) {
      return version.compareTo(named) >= 0 && version.startsWith(prefix);
    }

    @Override
    public String toString() {
      return "~=" + named;
    }
  }

  /** The version's text, by a glob or a regular expression, or literally. */
  record Written(TextMatcher text) implements VersionSpec {
    @Override
    public boolean matches(CondaVersion version) {
      return text.matches(version.toString());
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  /** All of them: {@code ,}. */
  record All(List<VersionSpec> parts) implements VersionSpec {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean matches(CondaVersion version) {
      for (VersionSpec part : parts) {
        if (!part.matches(version)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String toString() {
      return joined(parts, ",", AnyOf.class::isInstance);
    }
  }

  /** One of them: {@code |}. */
  record AnyOf(List<VersionSpec> parts) implements VersionSpec {
    public AnyOf {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean matches(CondaVersion version) {
      for (VersionSpec part : parts) {
        if (part.matches(version)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String toString() {
      return joined(parts, "|", _ -> false);
    }
  }

  private static String joined(
      List<VersionSpec> parts, String sign, Predicate<VersionSpec> parenthesised) {
    return parts.stream()
        .map(part -> parenthesised.test(part) ? "(" + part + ")" : part.toString())
        .collect(Collectors.joining(sign));
  }
}
