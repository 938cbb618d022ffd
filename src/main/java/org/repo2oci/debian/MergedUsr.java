package org.repo2oci.debian;

import java.util.regex.Pattern;

/** The folders that are links into {@code usr} on every Debian system since release 12. */
final class MergedUsr {
  private static final Pattern ALIAS =
      Pattern.compile("(bin|sbin|lib|lib32|lib64|libo32|libx32)(/.*)?");

  private MergedUsr() {}

  /** Where a packaged path really lies. */
  static String canonical(String path) {
    return ALIAS.matcher(path).matches() ? "usr/" + path : path;
  }

  /** Whether this path is itself one of the links. */
  static boolean isAlias(String path) {
    return path.indexOf('/') < 0 && ALIAS.matcher(path).matches();
  }
}
