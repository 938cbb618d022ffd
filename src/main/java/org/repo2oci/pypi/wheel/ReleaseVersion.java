package org.repo2oci.pypi.wheel;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether two spellings are one version (version specifiers, "Normalization"). */
public final class ReleaseVersion {
  private static final Pattern PARTS = Pattern.compile("\\d+|[a-z]+|\\+|!");
  private static final Map<String, String> SPELLINGS =
      Map.of(
          "alpha", "a", "beta", "b", "c", "rc", "pre", "rc", "preview", "rc", "r", "post", "rev",
          "post");

  private ReleaseVersion() {}

  public static boolean same(String a, String b) {
    return parts(a).equals(parts(b));
  }

  /** The parts in one spelling; zeros that end a run of numbers say nothing. */
  private static List<String> parts(String version) {
    List<String> parts = new ArrayList<>();
    boolean local = false;
    Matcher matcher =
        PARTS.matcher(version.strip().toLowerCase(Locale.ROOT).replaceFirst("^v", ""));
    while (matcher.find()) {
      String part = matcher.group();
      if (Character.isDigit(part.charAt(0))) {
        parts.add(new BigInteger(part).toString());
        continue;
      }
      dropZeros(parts, local);
      local |= part.equals("+");
      parts.add(local ? part : SPELLINGS.getOrDefault(part, part));
    }
    dropZeros(parts, local);
    return parts;
  }

  private static void dropZeros(List<String> parts, boolean local) {
    while (!local && !parts.isEmpty() && parts.getLast().equals("0")) {
      parts.removeLast();
    }
  }
}
