package org.repo2oci.cli.repo2docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads literals of Python: strings, numbers, {@code True}, {@code False}, {@code None}, lists,
 * tuples and dictionaries. Nothing is evaluated.
 */
final class PythonLiteral {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d[\\d_]*(?:\\.[\\d_]*)?|\\.\\d[\\d_]*)(?:[eE][+-]?\\d+)?");
  private static final Pattern STRING_START = Pattern.compile("([rRuU]?)(\"\"\"|'''|\"|')");
  private static final int DEEPEST = 100;

  private final String text;
  private int at;
  private int depth;

  PythonLiteral(String text, int start) {
    this.text = text;
    this.at = start;
  }

  /** A text that is one literal; empty where it is none. */
  static Optional<JsonNode> parse(String text) {
    PythonLiteral literal = new PythonLiteral(text.strip(), 0);
    try {
      JsonNode value = literal.read();
      return literal.at == literal.text.length() ? Optional.of(value) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Where the text goes on after what was read. */
  int end() {
    return at;
  }

  /**
   * Reads one literal.
   *
   * @throws IllegalArgumentException where there is none
   */
  JsonNode read() {
    if (at >= text.length() || ++depth > DEEPEST) {
      throw none();
    }
    JsonNode value =
        switch (text.charAt(at)) {
          case '[' -> list(']');
          case '(' -> parenthesis();
          case '{' -> dictionary();
          default -> word();
        };
    depth--;
    return value;
  }

  private JsonNode word() {
    if (starting(STRING_START).isPresent()) {
      return NODES.textNode(string());
    }
    Optional<String> word = starting(WORD);
    if (word.isPresent()) {
      at += word.get().length();
      return switch (word.get()) {
        case "True" -> NODES.booleanNode(true);
        case "False" -> NODES.booleanNode(false);
        case "None" -> NODES.nullNode();
        default -> throw none();
      };
    }
    String number = starting(NUMBER).orElseThrow(this::none);
    at += number.length();
    String digits = number.replace("_", "");
    return digits.matches("[+-]?\\d+")
        ? NODES.numberNode(new BigInteger(digits))
        : NODES.numberNode(new BigDecimal(digits));
  }

  private Optional<String> starting(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    return matcher.lookingAt() ? Optional.of(matcher.group()) : Optional.empty();
  }

  /** {@code (x)} is x, and {@code (x,)} a tuple. */
  private JsonNode parenthesis() {
    int start = at;
    ArrayNode items = list(')');
    String before = text.substring(start, at - 1).stripTrailing();
    return items.size() == 1 && !before.endsWith(",") ? items.get(0) : items;
  }

  private ArrayNode list(char close) {
    ArrayNode items = NODES.arrayNode();
    at++;
    while (!closes(close)) {
      items.add(read());
      separator(close);
    }
    return items;
  }

  private ObjectNode dictionary() {
    ObjectNode items = NODES.objectNode();
    at++;
    while (!closes('}')) {
      JsonNode key = read();
      skipBlank();
      if (at >= text.length() || text.charAt(at++) != ':') {
        throw none();
      }
      skipBlank();
      items.set(key.asText(), read());
      separator('}');
    }
    return items;
  }

  private boolean closes(char close) {
    skipBlank();
    if (at < text.length() && text.charAt(at) == close) {
      at++;
      return true;
    }
    return false;
  }

  private void separator(char close) {
    skipBlank();
    if (at < text.length() && text.charAt(at) == ',') {
      at++;
    } else if (at >= text.length() || text.charAt(at) != close) {
      throw none();
    }
  }

  /** Inside brackets, line ends and comments are blank. */
  private void skipBlank() {
    while (at < text.length()) {
      if (text.charAt(at) == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else {
        return;
      }
    }
  }

  /** Strings that follow each other are one. */
  private String string() {
    StringBuilder all = new StringBuilder();
    int end = at;
    Matcher start = STRING_START.matcher(text);
    while (start.region(at, text.length()).lookingAt()) {
      at = start.end();
      boolean raw = start.group(1).equalsIgnoreCase("r");
      one(start.group(2), raw, all);
      end = at;
      while (at < text.length()
          && (text.charAt(at) == ' ' || (depth > 1 && text.charAt(at) == '\n'))) {
        at++;
      }
    }
    at = end;
    return all.toString();
  }

  private void one(String quote, boolean raw, StringBuilder into) {
    while (!text.startsWith(quote, at)) {
      if (at >= text.length() || (quote.length() == 1 && text.charAt(at) == '\n')) {
        throw none();
      }
      char c = text.charAt(at++);
      if (c != '\\' || at >= text.length()) {
        into.append(c);
      } else if (raw) {
        into.append(c).append(text.charAt(at++));
      } else {
        escape(text.charAt(at++), into);
      }
    }
    at += quote.length();
  }

  private void escape(char c, StringBuilder into) {
    switch (c) {
      case '\n' -> {}
      case 'n' -> into.append('\n');
      case 't' -> into.append('\t');
      case 'r' -> into.append('\r');
      case '0' -> into.append('\0');
      case '\\', '\'', '"' -> into.append(c);
      case 'x' -> into.appendCodePoint(hex(2));
      case 'u' -> into.appendCodePoint(hex(4));
      default -> into.append('\\').append(c);
    }
  }

  private int hex(int digits) {
    if (at + digits > text.length()) {
      throw none();
    }
    String code = text.substring(at, at + digits);
    at += digits;
    return Integer.parseInt(code, 16);
  }

  private IllegalArgumentException none() {
    return new IllegalArgumentException("no literal at " + at);
  }
}
