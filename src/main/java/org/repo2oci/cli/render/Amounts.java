package org.repo2oci.cli.render;

import java.time.Duration;
import java.util.Locale;

/** Bytes and times as people read them; decimal units, as disks and registries count. */
public final class Amounts {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

  private Amounts() {}

  /** Such as {@code 812 B}, {@code 3.1 MB}, {@code 120 MB}. */
  public static String bytes(long count) {
    double value = count;
    int unit = 0;
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    String format = unit == 0 || value >= 99.95 ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, format, value, UNITS[unit]);
  }

  /** Such as {@code 12ms}, {@code 3.1s}, {@code 2m 05s}. */
  public static String time(Duration took) {
    long millis = took.toMillis();
    if (millis < 100) {
      return millis + "ms";
    }
    if (millis < 59_950) {
      return String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
    }
    long seconds = Math.round(millis / 1000.0);
    return "%dm %02ds".formatted(seconds / 60, seconds % 60);
  }

  /** Such as {@code 1 layer}, {@code 12 layers}. */
  public static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
