package org.repo2oci.cli.command;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.repo2oci.failure.BuildFailure;

/** Option text as values; what is none is the user's to mend, and says which option it was. */
final class Parsed {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([smhdw])");
  private static final Pattern SIZE =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?)([kKMGT]?)(i?)B?");

  private Parsed() {}

  static <T> Optional<T> value(String option, @Nullable String text, Function<String, T> parse) {
    return text == null ? Optional.empty() : Optional.of(required(option, text, parse));
  }

  static <T> List<T> values(String option, List<String> texts, Function<String, T> parse) {
    return texts.stream().map(text -> required(option, text, parse)).toList();
  }

  static <T> T required(String option, String text, Function<String, T> parse) {
    try {
      if (text.isBlank()) {
        throw new IllegalArgumentException("it is empty");
      }
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw BuildFailure.usage("Invalid value for `%s`: %s".formatted(option, e.getMessage()));
    }
  }

  /** Something that only its constructor knows to be wrong. */
  static <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw BuildFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  static int number(String text, int lowest, int highest) {
    try {
      int number = Integer.parseInt(text);
      if (number >= lowest && number <= highest) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("`%s` is not a number".formatted(text), e);
    }
    throw new IllegalArgumentException("`%s` is not in %d to %d".formatted(text, lowest, highest));
  }

  static URI url(String text) {
    URI url = URI.create(text);
    if (url.getScheme() == null) {
      throw new IllegalArgumentException("`%s` is not a URL".formatted(text));
    }
    return url;
  }

  static Duration duration(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("`%s` is not a time such as 12h or 30d".formatted(text));
    }
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofDays(7 * number);
    };
  }

  static long size(String text) {
    Matcher parts = SIZE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("`%s` is not a size such as 500M or 10G".formatted(text));
    }
    int power =
        " KMGT".indexOf(parts.group(2).isEmpty() ? " " : parts.group(2).toUpperCase(Locale.ROOT));
    double unit = Math.pow(parts.group(3).isEmpty() ? 1000 : 1024, power);
    return Math.round(Double.parseDouble(parts.group(1)) * unit);
  }
}
