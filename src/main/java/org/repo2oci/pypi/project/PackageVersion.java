package org.repo2oci.pypi.project;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of a Python package, in its order (PyPA "Version specifiers", "Summary of permitted
 * suffixes and relative ordering").
 *
 * @param rank what orders versions of one release: pre-release, post-release, development
 */
record PackageVersion(
    BigInteger epoch, List<BigInteger> release, List<BigInteger> rank, String local)
    implements Comparable<PackageVersion> {
  private static final Pattern FORM =
      Pattern.compile(
          "v?(?:(\\d+)!)?(\\d+(?:\\.\\d+)*)"
              + "(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\\d*))?"
              + "(?:-(\\d+)|[-_.]?(post|rev|r)[-_.]?(\\d*))?"
              + "(?:[-_.]?(dev)[-_.]?(\\d*))?"
              + "(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?");
  private static final Map<String, Integer> PHASES =
      Map.of("a", 1, "alpha", 1, "b", 2, "beta", 2, "c", 3, "rc", 3, "pre", 3, "preview", 3);
  private static final int LONGEST = 200;
  private static final BigInteger NONE = BigInteger.ONE.negate();
  private static final BigInteger LAST = BigInteger.TEN.pow(LONGEST);

  static Optional<PackageVersion> parse(String text) {
    String plain = text.strip().toLowerCase(Locale.ROOT);
    Matcher form = FORM.matcher(plain);
    if (plain.length() > LONGEST || !form.matches()) {
      return Optional.empty();
    }
    Optional<String> phase = group(form, 3);
    Optional<String> dev = group(form, 8);
    boolean isPost = group(form, 5).isPresent() || group(form, 6).isPresent();
    // 1.0.dev1 comes before 1.0a1, which comes before 1.0
    int phaseRank =
        phase.map(name -> PHASES.getOrDefault(name, 0)).orElse(dev.isPresent() && !isPost ? 0 : 4);
    return Optional.of(
        new PackageVersion(
            number(group(form, 1)),
            numbers(form.group(2)),
            List.of(
                BigInteger.valueOf(phaseRank),
                number(group(form, 4)),
                isPost ? number(group(form, 5).or(() -> group(form, 7))) : NONE,
                dev.isPresent() ? number(group(form, 9)) : LAST),
            group(form, 10).orElse("")));
  }

  private static Optional<String> group(Matcher form, int group) {
    return Optional.ofNullable(form.group(group));
  }

  private static BigInteger number(Optional<String> text) {
    return text.filter(digits -> !digits.isEmpty()).map(BigInteger::new).orElse(BigInteger.ZERO);
  }

  private static List<BigInteger> numbers(String release) {
    return Arrays.stream(release.split("\\.", -1)).map(BigInteger::new).toList();
  }

  BigInteger part(int index) {
    return index < release.size() ? release.get(index) : BigInteger.ZERO;
  }

  /** Whether it begins with these numbers, as {@code ==1.2.*} asks. */
  boolean startsWith(List<BigInteger> numbers) {
    for (int i = 0; i < numbers.size(); i++) {
      if (!part(i).equals(numbers.get(i))) {
        return false;
      }
    }
    return true;
  }

  PackageVersion withoutLocal() {
    return new PackageVersion(epoch, release, rank, "");
  }

  /** The release alone with the number at {@code index} one higher, and no numbers after it. */
  PackageVersion next(int index) {
    List<BigInteger> numbers = new ArrayList<>();
    for (int i = 0; i <= index; i++) {
      numbers.add(part(i));
    }
    numbers.set(index, numbers.get(index).add(BigInteger.ONE));
    return new PackageVersion(epoch, numbers, PLAIN, "");
  }

  private static final List<BigInteger> PLAIN =
      List.of(BigInteger.valueOf(4), BigInteger.ZERO, NONE, LAST);

  @Override
  public int compareTo(PackageVersion other) {
    int difference = epoch.compareTo(other.epoch);
    for (int i = 0; difference == 0 && i < Math.max(release.size(), other.release.size()); i++) {
      difference = part(i).compareTo(other.part(i));
    }
    for (int i = 0; difference == 0 && i < rank.size(); i++) {
      difference = rank.get(i).compareTo(other.rank.get(i));
    }
    return difference != 0 ? difference : local.compareTo(other.local);
  }
}
