package org.repo2oci.pypi.wheel;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The time of a zip member: local time of nowhere, in steps of two seconds, read as UTC so that it
 * is the same on every machine.
 */
final class DosTime {
  /** 1980-01-01, the first that a zip can say; stands for times that are none. */
  static final long EARLIEST = 315_532_800L;

  private static final int LAST_YEAR = 2037;

  private DosTime() {}

  /** Seconds since the epoch; years after 2037 do not fit where tools use 31 bits. */
  static long seconds(int date, int time) {
    int year = 1980 + (date >>> 9 & 0x7f);
    if (year > LAST_YEAR) {
      return EARLIEST;
    }
    try {
      return LocalDateTime.of(
              year,
              date >>> 5 & 0xf,
              date & 0x1f,
              time >>> 11 & 0x1f,
              time >>> 5 & 0x3f,
              (time & 0x1f) * 2)
          .toEpochSecond(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return EARLIEST;
    }
  }
}
