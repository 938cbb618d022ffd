package org.repo2oci.debian;

import java.util.regex.Pattern;

/**
 * A package version, ordered as Debian orders them (Debian Policy, 5.6.12). Two versions may
 * compare as equal and differ as text: {@code 1.0} and {@code 1.00}.
 */
record DebianVersion(String text) implements Comparable<DebianVersion> {
  private static final Pattern LEGAL = Pattern.compile("[0-9]+:[A-Za-z0-9.+:~-]+|[A-Za-z0-9.+~-]+");

  DebianVersion {
    if (!LEGAL.matcher(text).matches()) {
      throw new IllegalArgumentException("`%s` is not a Debian version".formatted(text));
    }
  }

  @Override
  public int compareTo(DebianVersion other) {
    int byEpoch = compareNumbers(epoch(), other.epoch());
    if (byEpoch != 0) {
      return byEpoch;
    }
    int byUpstream = comparePart(upstream(), other.upstream());
    return byUpstream != 0 ? byUpstream : comparePart(revision(), other.revision());
  }

  private String epoch() {
    int colon = text.indexOf(':');
    return colon < 0 ? "0" : text.substring(0, colon);
  }

  private String upstream() {
    String rest = text.substring(text.indexOf(':') + 1);
    int dash = rest.lastIndexOf('-');
    return dash < 0 ? rest : rest.substring(0, dash);
  }

  private String revision() {
    int dash = text.lastIndexOf('-');
    return dash < 0 ? "" : text.substring(dash + 1);
  }

  private static int comparePart(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() || j < b.length()) {
      while ((i < a.length() && !isDigit(a.charAt(i)))
          || (j < b.length() && !isDigit(b.charAt(j)))) {
        int order = Integer.compare(weight(a, i), weight(b, j));
        if (order != 0) {
          return order;
        }
        i++;
        j++;
      }
      int endA = endOfDigits(a, i);
      int endB = endOfDigits(b, j);
      int order = compareNumbers(a.substring(i, endA), b.substring(j, endB));
      if (order != 0) {
        return order;
      }
      i = endA;
      j = endB;
    }
    return 0;
  }

  /** Tilde before the end, the end and digits before letters, letters before the rest. */
  private static int weight(String part, int index) {
    if (index >= part.length() || isDigit(part.charAt(index))) {
      return 0;
    }
    char c = part.charAt(index);
    if (c == '~') {
      return -1;
    }
    return Character.isLetter(c) ? c : c + 256;
  }

  private static int endOfDigits(String part, int from) {
    int end = from;
    while (end < part.length() && isDigit(part.charAt(end))) {
      end++;
    }
    return end;
  }

  private static int compareNumbers(String a, String b) {
    String x = withoutZeros(a);
    String y = withoutZeros(b);
    return x.length() != y.length() ? Integer.compare(x.length(), y.length()) : x.compareTo(y);
  }

  private static String withoutZeros(String digits) {
    int start = 0;
    while (start < digits.length() && digits.charAt(start) == '0') {
      start++;
    }
    return digits.substring(start);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  @Override
  public String toString() {
    return text;
  }
}
