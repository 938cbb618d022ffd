package org.repo2oci.pypi.spec;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of distributions, compared in their normal form (PEP 503, "Normalized Names"). */
public final class PackageName {
  public static final Pattern VALID = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?");
  private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");

  private PackageName() {}

  /** Lower case, and one dash for each run of dashes, dots and underscores. */
  public static String normalised(String name) {
    return SEPARATORS.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
  }
}
