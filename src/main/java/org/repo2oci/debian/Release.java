package org.repo2oci.debian;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;

/**
 * The table of contents of a suite: what {@code InRelease} says once its signature is checked.
 *
 * @param files path relative to the suite's folder, to size and digest
 */
record Release(Instant date, boolean byHash, Map<String, Listed> files) {
  private static final Duration SKEW = Duration.ofDays(1);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy H:mm:ss zzz", Locale.ENGLISH);

  Release {
    files = Map.copyOf(files);
  }

  /** A file of the suite, its size in bytes. */
  record Listed(long size, Digest digest) {}

  /**
   * Reads the signed text and checks that it is the wanted suite's, and not out of date.
   *
   * @param source where it is from, for errors
   */
  static Release parse(String text, String source, String suite, Clock clock) {
    List<Map<String, String>> paragraphs = Paragraphs.parse(text);
    if (paragraphs.size() != 1) {
      throw refused(source, "it is not one paragraph");
    }
    Map<String, String> fields = paragraphs.getFirst();
    String codename = fields.getOrDefault("codename", "");
    String alias = fields.getOrDefault("suite", "");
    if (!suite.equals(codename) && !suite.equals(alias)) {
      throw refused(source, "it is of `%s`, not of `%s`".formatted(codename, suite))
          .withHint("The mirror serves another release under this name; use another mirror");
    }
    Instant now = clock.instant();
    Instant date =
        date(fields, "date", source).orElseThrow(() -> refused(source, "it has no date"));
    if (date.isAfter(now.plus(SKEW))) {
      throw refused(source, "its date %s lies in the future".formatted(date))
          .withHint("Check the clock of this machine: it says %s".formatted(now));
    }
    Optional<Instant> end = date(fields, "valid-until", source);
    if (end.isPresent() && end.get().isBefore(now)) {
      throw refused(source, "it expired at %s".formatted(end.get()))
          .withDetail("this machine's clock says %s".formatted(now))
          .withHint(
              "The mirror is not kept up to date, or replays an old index; use another mirror");
    }
    boolean byHash = fields.getOrDefault("acquire-by-hash", "no").equals("yes");
    return new Release(date, byHash, files(fields.getOrDefault("sha256", ""), source));
  }

  private static Map<String, Listed> files(String table, String source) {
    Map<String, Listed> files = new HashMap<>();
    for (String line : table.split("\n", -1)) {
      if (line.isBlank()) {
        continue;
      }
      String[] columns = line.strip().split("\\s+", -1);
      try {
        files.put(columns[2], new Listed(Long.parseLong(columns[1]), new Digest(columns[0])));
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        throw refused(source, "`%s` is no line of its table".formatted(line.strip())).withCause(e);
      }
    }
    return files;
  }

  private static Optional<Instant> date(Map<String, String> fields, String name, String source) {
    try {
      return Optional.ofNullable(fields.get(name))
          .map(text -> ZonedDateTime.parse(text, DATE).toInstant());
    } catch (DateTimeException e) {
      throw refused(source, "its field `%s` is no date".formatted(name)).withCause(e);
    }
  }

  private static BuildFailure refused(String source, String reason) {
    return BuildFailure.environment("Cannot use `%s`: %s".formatted(source, reason));
  }
}
