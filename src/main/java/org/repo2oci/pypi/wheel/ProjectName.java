package org.repo2oci.pypi.wheel;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of projects as they are compared (name normalization, PEP 503). */
public final class ProjectName {
  private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");

  private ProjectName() {}

  public static String normalized(String name) {
    return SEPARATORS.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
  }
}
