package org.repo2oci.cli.application;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * How layers are compressed.
 *
 * @param level empty for the one that we measured to be best
 */
public record Compression(Algorithm algorithm, OptionalInt level) {
  /** A compression that registries and engines know. */
  public enum Algorithm {
    NONE(0, 0),
    GZIP(1, 9),
    ZSTD(1, 22);

    private final int lowest;
    private final int highest;

    Algorithm(int lowest, int highest) {
      this.lowest = lowest;
      this.highest = highest;
    }
  }

  public Compression {
    if (level.isPresent()
        && (algorithm == Algorithm.NONE
            || level.getAsInt() < algorithm.lowest
            || level.getAsInt() > algorithm.highest)) {
      throw new IllegalArgumentException(
          algorithm == Algorithm.NONE
              ? "`none` has no level"
              : "a level of `%s` is %d to %d"
                  .formatted(
                      algorithm.name().toLowerCase(Locale.ROOT),
                      algorithm.lowest,
                      algorithm.highest));
    }
  }

  /** Parses {@code gzip}, {@code zstd} or {@code none}, with {@code :LEVEL} after it. */
  public static Compression parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    Algorithm algorithm =
        Arrays.stream(Algorithm.values())
            .filter(known -> known.name().equalsIgnoreCase(name))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException("`%s` is none of gzip, zstd, none".formatted(name)));
    return new Compression(
        algorithm, colon < 0 ? OptionalInt.empty() : OptionalInt.of(level(text, colon)));
  }

  private static int level(String text, int colon) {
    try {
      return Integer.parseInt(text.substring(colon + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "`%s` is not a level".formatted(text.substring(colon + 1)), e);
    }
  }
}
