package org.repo2oci.cran.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.cran.RVersion;

/**
 * A package that another needs, or R itself (Writing R Extensions, 1.1.3).
 *
 * @param operator such as {@code >=}; empty for any version
 */
public record RDependency(String name, String operator, String version) {
  private static final Pattern SHAPE =
      Pattern.compile("([A-Za-z][A-Za-z0-9.]*)\\s*(?:\\(\\s*([<>=!]+)\\s*([^)\\s]+)\\s*\\))?");

  /** The dependencies of a field; what is none is left out. */
  public static List<RDependency> list(String field) {
    List<RDependency> all = new ArrayList<>();
    for (String part : field.split(",", -1)) {
      Matcher found = SHAPE.matcher(part.strip());
      if (found.matches()) {
        String version = found.group(3);
        boolean limited = version != null && RVersion.is(version);
        all.add(
            new RDependency(found.group(1), limited ? found.group(2) : "", limited ? version : ""));
      }
    }
    return List.copyOf(all);
  }

  /** A package in any version. */
  public static RDependency any(String name) {
    return new RDependency(name, "", "");
  }

  public boolean isR() {
    return name.equals("R");
  }

  /** Whether a version will do. */
  public boolean allows(RVersion candidate) {
    if (operator.isEmpty()) {
      return true;
    }
    int order = candidate.compareTo(new RVersion(version));
    return switch (operator) {
      case ">=" -> order >= 0;
      case ">", ">>" -> order > 0;
      case "<=" -> order <= 0;
      case "<", "<<" -> order < 0;
      case "==", "=" -> order == 0;
      case "!=" -> order != 0;
      default -> true;
    };
  }

  @Override
  public String toString() {
    return operator.isEmpty() ? name : "%s (%s %s)".formatted(name, operator, version);
  }
}
