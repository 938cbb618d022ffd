package org.repo2oci.conda.channel;

import java.util.Locale;

/** The name that a dependency begins with, without reading the rest of it. */
final class DependencyNames {
  private DependencyNames() {}

  static String name(String dependency) {
    int from = dependency.lastIndexOf("::") + 1;
    from = from == 0 ? 0 : from + 1;
    while (from < dependency.length() && dependency.charAt(from) == ' ') {
      from++;
    }
    int end = from;
    while (end < dependency.length() && " =<>!~[(".indexOf(dependency.charAt(end)) < 0) {
      end++;
    }
    return dependency.substring(from, end).toLowerCase(Locale.ROOT);
  }
}
