package org.repo2oci.buildpack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code requires-python}: version specifiers by release numbers (PyPA "Version specifiers"),
 * asked whether some patch release of a minor version fits. What the resolver takes in the end is
 * its own business.
 */
record PythonRange(String text, List<Clause> clauses) {
  private static final Pattern CLAUSE =
      Pattern.compile("(===|~=|==|!=|<=|>=|<|>)\\s*v?(\\d+(?:\\.\\d+)*)(\\.\\*)?[A-Za-z0-9.+-]*");
  private static final int HIGHEST_PATCH = 60;

  /** One comparison. */
  record Clause(String operator, int[] release, boolean wild) {
    boolean allows(int[] version) {
      return switch (operator) {
        case "===", "==" -> wild ? startsWith(version) : compare(version) == 0;
        case "!=" -> !(wild ? startsWith(version) : compare(version) == 0);
        case "<=" -> compare(version) <= 0;
        case ">=" -> compare(version) >= 0;
        case "<" -> compare(version) < 0;
        case ">" -> compare(version) > 0;
        case "~=" ->
            compare(version) >= 0
                && new Clause("==", Arrays.copyOf(release, Math.max(1, release.length - 1)), true)
                    .startsWith(version);
        default -> throw new IllegalStateException("no operator `%s`".formatted(operator));
      };
    }

    private boolean startsWith(int[] version) {
      for (int i = 0; i < release.length; i++) {
        if (part(version, i) != release[i]) {
          return false;
        }
      }
      return true;
    }

    /** How the version stands to this one's. */
    private int compare(int[] version) {
      for (int i = 0; i < Math.max(version.length, release.length); i++) {
        int difference = Integer.compare(part(version, i), part(release, i));
        if (difference != 0) {
          return difference;
        }
      }
      return 0;
    }

    private static int part(int[] numbers, int index) {
      return index < numbers.length ? numbers[index] : 0;
    }
  }

  PythonRange {
    clauses = List.copyOf(clauses);
  }

  /** Absent where the text is no such range. */
  static Optional<PythonRange> parse(String text) {
    List<Clause> clauses = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      Matcher matcher = CLAUSE.matcher(part.strip());
      if (!matcher.matches() || matcher.group(2).length() > 40) {
        return Optional.empty();
      }
      clauses.add(
          new Clause(matcher.group(1), release(matcher.group(2)), matcher.group(3) != null));
    }
    return Optional.of(new PythonRange(text.strip(), clauses));
  }

  /** Whether some {@code x.y.z} of this {@code x.y} is in the range. */
  boolean allows(String minor) {
    int[] wanted = Arrays.copyOf(release(minor), 3);
    for (int patch = 0; patch <= HIGHEST_PATCH; patch++) {
      wanted[2] = patch;
      if (clauses.stream().allMatch(clause -> clause.allows(wanted))) {
        return true;
      }
    }
    return false;
  }

  private static int[] release(String text) {
    return Arrays.stream(text.split("\\.", -1))
        .mapToInt(number -> Integer.parseInt(number.substring(0, Math.min(9, number.length()))))
        .toArray();
  }
}
