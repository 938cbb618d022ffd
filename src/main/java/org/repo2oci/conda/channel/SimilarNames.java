package org.repo2oci.conda.channel;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names that a person may have meant: with another sign or affix, or with a letter or two amiss.
 */
final class SimilarNames {
  private static final List<String> AFFIXES = List.of("python", "py", "base", "core", "r", "lib");
  private static final int FARTHEST = 3;

  private final String wanted;
  private final String plain;
  private final int farthest;
  private final Map<String, Integer> found = new HashMap<>();

  SimilarNames(String wanted) {
    this.wanted = wanted;
    this.plain = plain(wanted);
    this.farthest = Math.min(FARTHEST, Math.max(1, wanted.length() / 4));
  }

  void offer(String name) {
    int score = score(name);
    if (score >= 0 && !name.equals(wanted)) {
      found.putIfAbsent(name, score);
    }
  }

  private int score(String name) {
    String other = plain(name);
    if (other.equals(plain)) {
      return 0;
    }
    for (String affix : AFFIXES) {
      if (other.equals(affix + plain)
          || other.equals(plain + affix)
          || plain.equals(affix + other)
          || plain.equals(other + affix)) {
        return 1;
      }
    }
    int distance = distance(plain, other, farthest);
    return distance <= farthest ? 1 + distance : -1;
  }

  List<String> best(int limit) {
    return found.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
        .limit(limit)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String plain(String name) {
    return name.replace("-", "").replace("_", "").replace(".", "");
  }

  /**
   * Letters to add, drop, change or swap with the next, where they are at most so many; or more.
   */
  private static int distance(String one, String other, int most) {
    if (Math.abs(one.length() - other.length()) > most) {
      return most + 1;
    }
    int[] before = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      int[] free = before;
      before = last;
      last = row;
      row = free;
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        row[j] = Math.min(last[j - 1] + (same ? 0 : 1), 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
    }
    return row[other.length()];
  }
}
