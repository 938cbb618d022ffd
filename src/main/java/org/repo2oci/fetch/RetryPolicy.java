package org.repo2oci.fetch;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * How often a request is tried and how long the pauses are.
 *
 * @param attempts in all, at least 1
 * @param first upper bound of the first pause; each further one doubles it
 * @param longest pause of our own choice
 * @param longestRetryAfter the longest pause that a server may ask for
 */
public record RetryPolicy(
    int attempts, Duration first, Duration longest, Duration longestRetryAfter) {
  /** Statuses after which the same request may succeed (RFC 9110, 15; RFC 6585, 4). */
  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

  public RetryPolicy {
    if (attempts < 1) {
      throw new IllegalArgumentException("a request is tried at least once, not " + attempts);
    }
  }

  public static RetryPolicy standard() {
    return new RetryPolicy(
        6, Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofSeconds(90));
  }

  public static boolean mayPass(int status) {
    return PASSING.contains(status);
  }

  /**
   * The pause after an attempt: what the server asked for, within the limit, else a random time
   * between half and all of a bound that doubles.
   *
   * @param attempt the number of the one that failed, from 1
   */
  Duration pause(int attempt, Optional<Duration> asked, RandomGenerator random) {
    if (asked.isPresent()) {
      return asked.get().compareTo(longestRetryAfter) > 0 ? longestRetryAfter : asked.get();
    }
    long bound = first.toMillis() << Math.min(attempt - 1, 20);
    bound = Math.min(bound, longest.toMillis());
    return Duration.ofMillis(bound - random.nextLong(bound / 2 + 1));
  }

  /** Reads {@code Retry-After}: seconds, or a date (RFC 9110, 10.2.3). */
  public static Optional<Duration> retryAfter(Optional<String> header, Instant now) {
    return header.map(String::strip).flatMap(text -> parse(text, now));
  }

  private static Optional<Duration> parse(String text, Instant now) {
    try {
      if (text.chars().allMatch(Character::isDigit)) {
        return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
      }
      Duration wait =
          Duration.between(
              now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (NumberFormatException | DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
