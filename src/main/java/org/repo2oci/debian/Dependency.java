package org.repo2oci.debian;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One relation of a package to others: alternatives of which any will do (Debian Policy, 7.1).
 *
 * @param alternatives in the order in which the package prefers them
 */
record Dependency(List<Alternative> alternatives) {
  private static final Pattern ALTERNATIVE =
      Pattern.compile(
          "([A-Za-z0-9][A-Za-z0-9.+-]*)(?::([a-z0-9-]+))?"
              + "(?:\\s*\\(\\s*(<<|<=|=|>=|>>|<|>)\\s*([^\\s)]+)\\s*\\))?"
              + "(?:\\s*\\[[^\\]]*\\])?(?:\\s*<[^>]*>)*");

  Dependency {
    alternatives = List.copyOf(alternatives);
  }

  /**
   * A package's name, maybe with an architecture (such as {@code any}) and a bound for its version.
   */
  record Alternative(String name, Optional<String> architecture, Optional<Bound> bound) {
    @Override
    public String toString() {
      return name
          + architecture.map(value -> ":" + value).orElse("")
          + bound.map(value -> " (" + value + ")").orElse("");
    }
  }

  /** A bound such as {@code >= 1.2}. */
  record Bound(String relation, DebianVersion version) {
    boolean allows(DebianVersion candidate) {
      int order = candidate.compareTo(version);
      return switch (relation) {
        case "<<" -> order < 0;
        // The single forms are obsolete and mean the same as these.
        case "<=", "<" -> order <= 0;
        case "=" -> order == 0;
        case ">=", ">" -> order >= 0;
        case ">>" -> order > 0;
        default -> throw new IllegalStateException(relation);
      };
    }

    @Override
    public String toString() {
      return relation + " " + version;
    }
  }

  /** Parses a field such as {@code Depends}: relations joined by commas; empty gives none. */
  static List<Dependency> parseAll(String field) {
    List<Dependency> dependencies = new ArrayList<>();
    for (String relation : field.split(",", -1)) {
      if (relation.isBlank()) {
        continue;
      }
      List<Alternative> alternatives = new ArrayList<>();
      for (String alternative : relation.split("\\|", -1)) {
        alternatives.add(parse(alternative.strip()));
      }
      dependencies.add(new Dependency(alternatives));
    }
    return dependencies;
  }

  private static Alternative parse(String text) {
    Matcher matcher = ALTERNATIVE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("`%s` is not a relation of packages".formatted(text));
    }
    Optional<Bound> bound =
        Optional.ofNullable(matcher.group(3))
            .map(relation -> new Bound(relation, new DebianVersion(matcher.group(4))));
    return new Alternative(matcher.group(1), Optional.ofNullable(matcher.group(2)), bound);
  }

  @Override
  public String toString() {
    return String.join(" | ", alternatives.stream().map(Alternative::toString).toList());
  }
}
