package org.repo2oci.pypi.project;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Version specifiers (PyPA "Version specifiers"), and what Poetry adds to them: {@code ^1.2},
 * {@code ~1.2}, a bare version, {@code ||}. Asked only whether a locked version still fits, so that
 * what is not understood allows anything.
 */
final class VersionRange {
  private static final Pattern CLAUSE =
      Pattern.compile("(===|~=|==|!=|<=|>=|<|>|\\^|~|=)?\\s*([^\\s,|]+)");

  private VersionRange() {}

  /** Whether a version is in the range. */
  static boolean allows(String range, String version) {
    Optional<PackageVersion> asked = PackageVersion.parse(version);
    if (asked.isEmpty() || range.isBlank()) {
      return true;
    }
    for (String alternative : range.replaceAll("[()]", "").split("\\|\\|?", -1)) {
      if (allowsAll(alternative, asked.get())) {
        return true;
      }
    }
    return false;
  }

  private static boolean allowsAll(String clauses, PackageVersion version) {
    List<Predicate<PackageVersion>> all = new ArrayList<>();
    Matcher matcher = CLAUSE.matcher(clauses);
    while (matcher.find()) {
      clause(Optional.ofNullable(matcher.group(1)).orElse("=="), matcher.group(2))
          .ifPresent(all::add);
    }
    return all.stream().allMatch(clause -> clause.test(version));
  }

  private static Optional<Predicate<PackageVersion>> clause(String operator, String text) {
    if (text.equals("*")) {
      return Optional.empty();
    }
    boolean wild = text.endsWith(".*");
    Optional<PackageVersion> bound =
        PackageVersion.parse(wild ? text.substring(0, text.length() - 2) : text);
    return bound.map(than -> test(operator, than, wild));
  }

  private static Predicate<PackageVersion> test(
      String operator, PackageVersion bound, boolean wild) {
    Predicate<PackageVersion> equal =
        wild
            ? version -> version.startsWith(bound.release())
            : version -> plain(version, bound).compareTo(bound) == 0;
    int last = bound.release().size() - 1;
    return switch (operator) {
      case "==", "===", "=" -> equal;
      case "!=" -> equal.negate();
      case "<=" -> version -> plain(version, bound).compareTo(bound) <= 0;
      case ">=" -> version -> version.compareTo(bound) >= 0;
      case "<" -> version -> version.compareTo(bound) < 0;
      case ">" -> version -> plain(version, bound).compareTo(bound) > 0;
      case "~=" -> below(bound, Math.max(0, last - 1));
      case "~" -> below(bound, Math.min(1, last));
      case "^" -> below(bound, firstNumber(bound));
      default -> throw new IllegalStateException("no operator `%s`".formatted(operator));
    };
  }

  private static PackageVersion plain(PackageVersion version, PackageVersion bound) {
    return bound.local().isEmpty() ? version.withoutLocal() : version;
  }

  private static Predicate<PackageVersion> below(PackageVersion bound, int index) {
    PackageVersion end = bound.next(index);
    return version -> version.compareTo(bound) >= 0 && version.compareTo(end) < 0;
  }

  /** What {@code ^} keeps: up to the first number that is not 0. */
  private static int firstNumber(PackageVersion bound) {
    for (int i = 0; i < bound.release().size(); i++) {
      if (bound.part(i).signum() != 0) {
        return i;
      }
    }
    return bound.release().size() - 1;
  }
}
