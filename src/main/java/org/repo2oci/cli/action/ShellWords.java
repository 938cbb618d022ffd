package org.repo2oci.cli.action;

import java.util.ArrayList;
import java.util.List;
import org.repo2oci.failure.BuildFailure;

/** Splits text into words as a POSIX shell does, but runs, expands and finds nothing in it. */
final class ShellWords {
  private ShellWords() {}

  static List<String> split(String input, String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escapes =
          quote == 0
              || (quote == '"'
                  && i + 1 < text.length()
                  && "\"\\$`\n".indexOf(text.charAt(i + 1)) >= 0);
      if (c == '\\' && escapes && i + 1 < text.length()) {
        char next = text.charAt(++i);
        if (next != '\n') {
          word.append(next);
          inWord = true;
        }
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw BuildFailure.usage("Cannot use the input `%s`: a quote is not closed".formatted(input))
          .withHint("Close the `%c` in `%s`".formatted(quote, text));
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
