package org.repo2oci.debian;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Files of packages that are not unpacked, by patterns as of dpkg's {@code path-exclude} and {@code
 * path-include} (dpkg(1)): absolute, {@code *} matches any characters, also slashes.
 *
 * @param keep wins over {@code exclude}
 */
public record Exclusions(List<String> exclude, List<String> keep) {
  private static final Pattern NOTHING = Pattern.compile("(?!)");

  public Exclusions {
    exclude = List.copyOf(exclude);
    keep = List.copyOf(keep);
  }

  public static Exclusions none() {
    return new Exclusions(List.of(), List.of());
  }

  /** What to ask for each path. */
  Matcher matcher() {
    return new Matcher(compiled(exclude), compiled(keep));
  }

  /** The same as settings of dpkg, for packages that are installed later. */
  String dpkgSettings() {
    StringBuilder text =
        new StringBuilder("# What the base leaves out, later packages leave out.\n");
    exclude.forEach(pattern -> text.append("path-exclude=").append(pattern).append('\n'));
    keep.forEach(pattern -> text.append("path-include=").append(pattern).append('\n'));
    return text.toString();
  }

  private static Pattern compiled(List<String> patterns) {
    if (patterns.isEmpty()) {
      return NOTHING;
    }
    return Pattern.compile(
        patterns.stream().map(Exclusions::expression).collect(Collectors.joining("|")));
  }

  private static String expression(String pattern) {
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> expression.append(".*");
        case '?' -> expression.append('.');
        default -> expression.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return expression.toString();
  }

  /** Compiled patterns. */
  record Matcher(Pattern exclude, Pattern keep) {
    /** Whether a path of a tree, relative to the root, is left out. */
    boolean leavesOut(String path) {
      String absolute = "/" + path;
      return exclude.matcher(absolute).matches() && !keep.matcher(absolute).matches();
    }
  }
}
