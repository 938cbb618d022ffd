package org.repo2oci.conda.spec;

import java.util.ArrayList;
import java.util.List;

/** Reads conditions. */
final class ConditionParser {
  private static final int DEEPEST = 32;

  private final String text;
  private final List<String> tokens = new ArrayList<>();
  private int at;
  private int depth;

  ConditionParser(String text) {
    this.text = text;
  }

  Condition parse() {
    tokenise();
    Condition condition = alternatives();
    if (at < tokens.size()) {
      throw bad("unexpected `%s`".formatted(tokens.get(at)));
    }
    return condition;
  }

  /** Words between blanks and parentheses; brackets and quotes stay whole. */
  private void tokenise() {
    StringBuilder word = new StringBuilder();
    int brackets = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
      boolean apart = brackets == 0 && (Character.isWhitespace(c) || c == '(' || c == ')');
      if (!apart) {
        word.append(c);
        continue;
      }
      end(word);
      if (!Character.isWhitespace(c)) {
        tokens.add(String.valueOf(c));
      }
    }
    end(word);
  }

  private void end(StringBuilder word) {
    if (!word.isEmpty()) {
      tokens.add(word.toString());
      word.setLength(0);
    }
  }

  private Condition alternatives() {
    List<Condition> parts = new ArrayList<>();
    do {
      parts.add(conjunction());
    } while (take("or"));
    return parts.size() == 1 ? parts.getFirst() : new Condition.Or(parts);
  }

  private Condition conjunction() {
    List<Condition> parts = new ArrayList<>();
    do {
      parts.add(part());
    } while (take("and"));
    return parts.size() == 1 ? parts.getFirst() : new Condition.And(parts);
  }

  private Condition part() {
    if (take("(")) {
      if (++depth > DEEPEST) {
        throw bad("too many parentheses");
      }
      Condition inner = alternatives();
      if (!take(")")) {
        throw bad("a `)` is missing");
      }
      depth--;
      return inner;
    }
    List<String> words = new ArrayList<>();
    while (at < tokens.size() && !List.of("and", "or", "(", ")").contains(tokens.get(at))) {
      words.add(tokens.get(at++));
    }
    if (words.isEmpty()) {
      throw bad("a package is missing");
    }
    return new Condition.Present(MatchSpec.parse(String.join(" ", words)));
  }

  private boolean take(String wanted) {
    if (at < tokens.size() && tokens.get(at).equals(wanted)) {
      at++;
      return true;
    }
    return false;
  }

  private SpecException bad(String why) {
    return new SpecException("`%s` is no condition: %s".formatted(text, why));
  }
}
