package org.repo2oci.pypi.project;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.pypi.spec.PackageName;

/** Asks a marker of an environment (PyPA "Dependency specifiers", "Environment markers"). */
final class Marker {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(\"[^\"]*\"|'[^']*')|(===|==|~=|!=|<=|>=|<|>)|([A-Za-z_][A-Za-z0-9_.]*)|([()]))");
  private static final Set<String> SETS = Set.of("extras", "dependency_groups");

  private final List<String> tokens;
  private final MarkerEnvironment environment;
  private int next;

  private Marker(List<String> tokens, MarkerEnvironment environment) {
    this.tokens = tokens;
    this.environment = environment;
  }

  /**
   * Whether it holds; an empty one does.
   *
   * @throws IllegalArgumentException where it is no marker
   */
  static boolean holds(String text, MarkerEnvironment environment) {
    if (text.isBlank()) {
      return true;
    }
    Marker marker = new Marker(tokens(text), environment);
    boolean holds = marker.either();
    if (marker.next != marker.tokens.size()) {
      throw wrong(text);
    }
    return holds;
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text.strip());
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      tokens.add(matcher.group().strip());
      end = matcher.end();
    }
    if (end != text.strip().length()) {
      throw wrong(text);
    }
    return tokens;
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException("`%s` is no marker".formatted(text));
  }

  private boolean either() {
    boolean holds = both();
    while (accept("or")) {
      holds = Boolean.logicalOr(holds, both());
    }
    return holds;
  }

  private boolean both() {
    boolean holds = one();
    while (accept("and")) {
      holds = Boolean.logicalAnd(holds, one());
    }
    return holds;
  }

  private boolean one() {
    if (accept("(")) {
      boolean holds = either();
      if (!accept(")")) {
        throw wrong(String.join(" ", tokens));
      }
      return holds;
    }
    String left = take();
    String operator = take();
    if (operator.equals("not") && accept("in")) {
      operator = "not in";
    }
    return compare(left, operator, take());
  }

  private boolean compare(String leftToken, String operator, String rightToken) {
    if (SETS.contains(rightToken)) {
      if (!operator.equals("in") && !operator.equals("not in")) {
        throw wrong(String.join(" ", tokens));
      }
      boolean in =
          rightToken.equals("dependency_groups")
              && environment.groups().contains(PackageName.normalised(value(leftToken)));
      return operator.equals("in") == in;
    }
    String left = value(leftToken);
    String right = value(rightToken);
    Optional<PackageVersion> version = PackageVersion.parse(left);
    boolean versions =
        version.isPresent() && PackageVersion.parse(right.replaceFirst("\\.\\*$", "")).isPresent();
    return switch (operator) {
      case "in" -> right.contains(left);
      case "not in" -> !right.contains(left);
      case "===" -> left.equals(right);
      case "==", "!=", "<=", ">=", "<", ">", "~=" ->
          versions ? VersionRange.allows(operator + right, left) : texts(left, operator, right);
      default -> throw wrong(String.join(" ", tokens));
    };
  }

  private static boolean texts(String left, String operator, String right) {
    return switch (operator) {
      case "==" -> left.equals(right);
      case "!=" -> !left.equals(right);
      case "<" -> left.compareTo(right) < 0;
      case ">" -> left.compareTo(right) > 0;
      case "<=" -> left.compareTo(right) <= 0;
      default -> left.compareTo(right) >= 0;
    };
  }

  private String value(String token) {
    if (token.startsWith("\"") || token.startsWith("'")) {
      return token.substring(1, token.length() - 1);
    }
    // names of variables before PEP 508
    String name =
        switch (token) {
          case "os.name" -> "os_name";
          case "sys.platform" -> "sys_platform";
          case "platform.machine" -> "platform_machine";
          case "platform.python_implementation", "python_implementation" ->
              "platform_python_implementation";
          default -> token;
        };
    return Optional.ofNullable(environment.values().get(name))
        .orElseThrow(() -> wrong(String.join(" ", tokens)));
  }

  private String take() {
    if (next >= tokens.size()) {
      throw wrong(String.join(" ", tokens));
    }
    return tokens.get(next++);
  }

  private boolean accept(String token) {
    if (next < tokens.size() && tokens.get(next).equals(token)) {
      next++;
      return true;
    }
    return false;
  }
}
