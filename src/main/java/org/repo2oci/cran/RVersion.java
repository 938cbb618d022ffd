package org.repo2oci.cran;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** A version of R or of one of its packages; {@code .} and {@code -} mean the same. */
public record RVersion(String text) implements Comparable<RVersion> {
  private static final Pattern SHAPE = Pattern.compile("[0-9]+(?:[.-][0-9]+)*");

  public RVersion {
    if (!SHAPE.matcher(text).matches()) {
      throw new IllegalArgumentException("`%s` is no version of an R package".formatted(text));
    }
  }

  /** Whether a text is a version. */
  public static boolean is(String text) {
    return SHAPE.matcher(text).matches();
  }

  private List<BigInteger> numbers() {
    return Arrays.stream(text.split("[.-]", -1)).map(BigInteger::new).toList();
  }

  /** Number by number; what goes on is the later one. */
  @Override
  public int compareTo(RVersion other) {
    List<BigInteger> mine = numbers();
    List<BigInteger> theirs = other.numbers();
    for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
      int order = mine.get(i).compareTo(theirs.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(mine.size(), theirs.size());
  }
}
