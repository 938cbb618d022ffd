package org.repo2oci.cli.repo2docker;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.repo2oci.image.ImageReference;

/**
 * Takes a command line apart as Python's {@code argparse} does for repo2docker, because callers
 * rely on its ways: unambiguous beginnings of options, {@code --x=y}, {@code -px}, {@code --}, the
 * repository as the first word that belongs to no option, and all words after it as the command.
 */
final class ArgumentParser {
  private static final Pattern NEGATIVE_NUMBER = Pattern.compile("-\\d+|-\\d*\\.\\d+");
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+(?:_\\d+)*");

  private final List<String> words;
  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final List<String> unknown = new ArrayList<>();
  private int next;

  private ArgumentParser(List<String> words) {
    this.words = words;
  }

  /** An option with what stands behind its name in the same word. */
  private record Match(Option option, String name, Optional<String> attached) {}

  /**
   * Parses a line without the program's name.
   *
   * @throws Refusal where argparse would end with exit code 2
   */
  static ParsedLine parse(List<String> words) {
    return new ArgumentParser(words).parse();
  }

  private ParsedLine parse() {
    while (next < words.size()) {
      String word = words.get(next);
      if (word.equals("--")) {
        next++;
        break;
      }
      if (isValue(word)) {
        break;
      }
      next++;
      Optional<Match> match = match(word);
      if (match.isEmpty()) {
        unknown.add(word);
      } else {
        take(match.get());
      }
      if (values.containsKey(Option.HELP)) {
        return new ParsedLine(values, "", List.of(), unknown);
      }
    }
    if (next == words.size()) {
      throw Refusal.usage("the following arguments are required: repo, cmd");
    }
    String repository = words.get(next);
    int command = next + 1;
    if (command < words.size() && words.get(command).equals("--")) {
      command++;
    }
    return new ParsedLine(values, repository, words.subList(command, words.size()), unknown);
  }

  /** True for a word that is no option, whatever stands before it. */
  private static boolean isValue(String word) {
    if (!word.startsWith("-") || word.length() == 1) {
      return true;
    }
    if (exact(word).isPresent() || match(word).isPresent()) {
      return false;
    }
    return NEGATIVE_NUMBER.matcher(word).matches() || word.contains(" ");
  }

  private static Optional<Match> exact(String word) {
    return Option.ALL.stream()
        .filter(option -> option.names().contains(word))
        .map(option -> new Match(option, word, Optional.empty()))
        .findFirst();
  }

  private static Optional<Match> match(String word) {
    Optional<Match> exact = exact(word);
    if (exact.isPresent()) {
      return exact;
    }
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Optional<String> attached =
        equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1));
    Optional<Match> whole = exact(name).map(match -> new Match(match.option(), name, attached));
    if (whole.isPresent()) {
      return whole;
    }
    List<Match> matches = new ArrayList<>();
    for (Option option : Option.ALL) {
      for (String known : option.names()) {
        if (word.startsWith("--")) {
          if (known.startsWith(name)) {
            matches.add(new Match(option, known, attached));
          }
        } else if (known.equals(word.substring(0, 2))) {
          matches.add(new Match(option, known, Optional.of(word.substring(2))));
        }
      }
    }
    if (matches.size() > 1) {
      throw Refusal.usage(
          "ambiguous option: %s could match %s"
              .formatted(word, String.join(", ", matches.stream().map(Match::name).toList())));
    }
    return matches.stream().findFirst();
  }

  private void take(Match first) {
    Match match = first;
    while (!match.option().takesValue() && match.attached().isPresent()) {
      String rest = match.attached().get();
      // `-Pp80` is `-P -p80`.
      Optional<Match> more =
          match.name().startsWith("--") || rest.isEmpty()
              ? Optional.empty()
              : exact("-" + rest.charAt(0));
      if (more.isEmpty()) {
        throw wrong(match.option(), "ignored explicit argument '%s'".formatted(rest));
      }
      store(match.option(), match.option().constant());
      Option option = more.get().option();
      match =
          new Match(
              option,
              more.get().name(),
              Optional.of(rest.substring(1)).filter(text -> !text.isEmpty()));
    }
    Option option = match.option();
    store(
        option,
        option.takesValue()
            ? match.attached().orElseGet(() -> following(option))
            : option.constant());
  }

  private String following(Option option) {
    if (next == words.size() || words.get(next).equals("--") || !isValue(words.get(next))) {
      throw wrong(option, "expected one argument");
    }
    return words.get(next++);
  }

  private void store(Option option, String value) {
    values.computeIfAbsent(option.setting(), _ -> new ArrayList<>()).add(checked(option, value));
  }

  private static String checked(Option option, String value) {
    return switch (option.setting()) {
      case "image_name" -> {
        try {
          yield ImageReference.parse(value).toString();
        } catch (IllegalArgumentException e) {
          throw wrong(
              option,
              ("'%s' is not a valid docker image name. Image name must start with a lowercase or"
                      + " numeric character and can then use _ . or - in addition to lowercase and"
                      + " numeric.")
                  .formatted(value));
        }
      }
      case "user_id" -> {
        if (!INTEGER.matcher(value.strip()).matches()) {
          throw wrong(option, "invalid int value: '%s'".formatted(value));
        }
        yield new BigInteger(value.strip().replace("_", "")).toString();
      }
      default -> value;
    };
  }

  private static Refusal wrong(Option option, String why) {
    return Refusal.usage("argument %s: %s".formatted(option.title(), why));
  }
}
