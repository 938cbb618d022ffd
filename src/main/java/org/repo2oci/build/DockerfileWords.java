package org.repo2oci.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words of a Dockerfile's lines: quotes, backslashes and variables. */
final class DockerfileWords {
  private static final Pattern VARIABLE =
      Pattern.compile(
          "\\$(?:([A-Za-z_][A-Za-z0-9_]*)|\\{([A-Za-z_][A-Za-z0-9_]*)(?::([-+])([^}]*))?})");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

  private DockerfileWords() {}

  /** A JSON array of texts, where it is one. */
  static Optional<List<String>> list(String text) {
    if (!text.startsWith("[")) {
      return Optional.empty();
    }
    try {
      JsonNode json = new ObjectMapper().readTree(text);
      List<String> words = new ArrayList<>();
      for (JsonNode item : json) {
        if (!item.isTextual()) {
          return Optional.empty();
        }
        words.add(item.textValue());
      }
      return words.isEmpty() ? Optional.empty() : Optional.of(words);
    } catch (JsonProcessingException e) {
      // Then it is a text that begins with a bracket, such as a test.
      return Optional.empty();
    }
  }

  /** Words with their quotes, as they stand. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        if (!word.isEmpty()) {
          words.add(word.toString());
          word.setLength(0);
        }
        continue;
      }
      word.append(c);
      if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
        word.append(text.charAt(++i));
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quote is not closed");
    }
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }

  /**
   * Names with values.
   *
   * @param old whether {@code NAME the rest} is allowed too
   */
  static Map<String, String> pairs(String text, boolean old) {
    Map<String, String> pairs = new LinkedHashMap<>();
    List<String> words = words(text);
    if (old && !words.getFirst().contains("=")) {
      String[] parts = text.split("\\s+", 2);
      if (parts.length < 2) {
        throw new IllegalArgumentException("`%s` has no value".formatted(text));
      }
      pairs.put(name(parts[0]), parts[1]);
      return pairs;
    }
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("`%s` has no value".formatted(word));
      }
      pairs.put(name(word.substring(0, equals)), word.substring(equals + 1));
    }
    return pairs;
  }

  /** Names that may have values. */
  static Map<String, Optional<String>> names(String text) {
    Map<String, Optional<String>> names = new LinkedHashMap<>();
    for (String word : words(text)) {
      String[] parts = word.split("=", 2);
      names.put(name(parts[0]), parts.length < 2 ? Optional.empty() : Optional.of(parts[1]));
    }
    return names;
  }

  private static String name(String text) {
    String name = text.replaceAll("^[\"']|[\"']$", "");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("`%s` is not a name".formatted(name));
    }
    return name;
  }

  /** A word without its quotes, its variables replaced by their values. */
  static String expanded(String word, Map<String, String> variables) {
    StringBuilder text = new StringBuilder();
    Matcher variable = VARIABLE.matcher(word);
    char quote = 0;
    int i = 0;
    while (i < word.length()) {
      char c = word.charAt(i);
      if (quote != '\'' && c == '$' && variable.region(i, word.length()).lookingAt()) {
        text.append(value(variable, variables));
        i = variable.end();
        continue;
      }
      i++;
      if (c == '\\' && quote != '\'' && i < word.length()) {
        text.append(word.charAt(i++));
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote && quote != 0) {
        quote = 0;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static String value(Matcher variable, Map<String, String> variables) {
    String plain = variable.group(1);
    String value = variables.getOrDefault(plain == null ? variable.group(2) : plain, "");
    String operator = variable.group(3);
    if (operator == null) {
      return value;
    }
    return operator.equals("-") == value.isEmpty()
        ? variable.group(4)
        : value.isEmpty() ? "" : value;
  }
}
