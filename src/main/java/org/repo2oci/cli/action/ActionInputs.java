package org.repo2oci.cli.action;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;

/**
 * What the workflow says under {@code with:}; {@code action.yml} hands each input over as a
 * variable. All are texts; an empty one is not given.
 */
record ActionInputs(Map<String, String> variables) {
  static final String PREFIX = "INPUT_";

  ActionInputs {
    variables = Map.copyOf(variables);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(variables.get(PREFIX + name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  /** Not stripped: blanks may be part of a password. */
  Optional<String> secret(String name) {
    return Optional.ofNullable(variables.get(PREFIX + name)).filter(value -> !value.isEmpty());
  }

  /** Any text switches a flag on, as in repo2docker-action, but for those that say no. */
  boolean flag(String name) {
    return text(name)
        .map(value -> value.toLowerCase(Locale.ROOT))
        .filter(value -> !List.of("false", "0", "no", "off").contains(value))
        .isPresent();
  }

  /**
   * A flag that must be one, because a slip would publish something.
   *
   * @throws BuildFailure for anything else
   */
  boolean strictFlag(String name) {
    String value = text(name).orElse("false").toLowerCase(Locale.ROOT);
    return switch (value) {
      case "true", "1", "yes", "on" -> true;
      case "false", "0", "no", "off" -> false;
      default ->
          throw BuildFailure.usage(
                  "Cannot use the input `%s`: `%s` is neither true nor false"
                      .formatted(name, value))
              .withHint("Write `%s: true` or `%s: false`".formatted(name, name));
    };
  }

  /** Several values, with commas, blanks or lines between them. */
  List<String> list(String name) {
    List<String> values =
        new ArrayList<>(Arrays.asList(text(name).orElse("").split("[,\\s]+", -1)));
    values.removeIf(String::isEmpty);
    return List.copyOf(values);
  }
}
