package org.repo2oci.pypi.spec;

import java.util.ArrayList;
import java.util.List;

/** Splits an option line into words as a POSIX shell would, as pip does; nothing is expanded. */
final class ShellWords {
  private ShellWords() {}

  /**
   * The words.
   *
   * @throws IllegalArgumentException where a quotation has no end
   */
  static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
        inWord = true;
      } else if (quote != 0 && c == quote) {
        quote = 0;
      } else if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
        inWord = true;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quotation has no end");
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
