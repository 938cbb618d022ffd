package org.repo2oci.repository;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * One pattern of a {@code .dockerignore}: Go's {@code filepath.Match} and {@code **}. The time to
 * match is the product of both lengths, whatever the pattern: it comes from the repository.
 */
final class GlobPattern {
  private sealed interface Token {
    record Exactly(int character) implements Token {}

    /** {@code ?} */
    record AnyButSlash() implements Token {}

    record OneOf(boolean negated, List<int[]> ranges) implements Token {
      boolean matches(int character) {
        boolean inside =
            ranges.stream().anyMatch(range -> range[0] <= character && character <= range[1]);
        return inside != negated && character != '/';
      }
    }

    /** {@code *} */
    record Star() implements Token {}

    /** {@code **} at the end */
    record Everything() implements Token {}

    /** {@code **}{@code /}: no folder, or any number of them; a {@link Folders} follows. */
    record MaybeFolders() implements Token {}

    record Folders() implements Token {}
  }

  private final List<Token> tokens;

  GlobPattern(String pattern) {
    this.tokens = tokens(pattern);
  }

  private static List<Token> tokens(String pattern) {
    int[] characters = pattern.codePoints().toArray();
    List<Token> tokens = new ArrayList<>();
    int i = 0;
    while (i < characters.length) {
      int character = characters[i++];
      if (character == '*' && i < characters.length && characters[i] == '*') {
        i++;
        if (i < characters.length && characters[i] == '/') {
          i++;
        }
        if (i >= characters.length) {
          tokens.add(new Token.Everything());
        } else {
          tokens.add(new Token.MaybeFolders());
          tokens.add(new Token.Folders());
        }
      } else if (character == '*') {
        tokens.add(new Token.Star());
      } else if (character == '?') {
        tokens.add(new Token.AnyButSlash());
      } else if (character == '\\' && i < characters.length) {
        tokens.add(new Token.Exactly(characters[i++]));
      } else if (character == '[' && closing(characters, i) > 0) {
        int end = closing(characters, i);
        tokens.add(oneOf(characters, i, end));
        i = end + 1;
      } else {
        tokens.add(new Token.Exactly(character));
      }
    }
    return tokens;
  }

  /**
   * Where the class that begins here ends; -1 where it does not, so that its bracket is literal.
   */
  private static int closing(int[] characters, int begin) {
    int first = begin < characters.length && isNegation(characters[begin]) ? begin + 1 : begin;
    for (int i = first; i < characters.length && characters[i] != '/'; i++) {
      if (characters[i] == '\\') {
        i++;
      } else if (characters[i] == ']' && i > first) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isNegation(int character) {
    return character == '^' || character == '!';
  }

  private static Token oneOf(int[] characters, int begin, int end) {
    boolean negated = isNegation(characters[begin]);
    List<int[]> ranges = new ArrayList<>();
    int i = negated ? begin + 1 : begin;
    while (i < end) {
      i += characters[i] == '\\' && i + 1 < end ? 1 : 0;
      int low = characters[i++];
      int high = low;
      if (i + 1 < end && characters[i] == '-') {
        i++;
        i += characters[i] == '\\' && i + 1 < end ? 1 : 0;
        high = characters[i++];
      }
      ranges.add(new int[] {low, high});
    }
    return new Token.OneOf(negated, ranges);
  }

  /** Whether the whole path matches. */
  boolean matches(String path) {
    BitSet states = new BitSet(tokens.size() + 1);
    enter(states, 0);
    int[] characters = path.codePoints().toArray();
    for (int character : characters) {
      BitSet next = new BitSet(tokens.size() + 1);
      for (int at = states.nextSetBit(0); at >= 0; at = states.nextSetBit(at + 1)) {
        if (at < tokens.size()) {
          step(next, at, character);
        }
      }
      if (next.isEmpty()) {
        return false;
      }
      states = next;
    }
    return states.get(tokens.size());
  }

  private void step(BitSet next, int at, int character) {
    switch (tokens.get(at)) {
      case Token.Exactly(int wanted) -> {
        if (wanted == character) {
          enter(next, at + 1);
        }
      }
      case Token.AnyButSlash() -> {
        if (character != '/') {
          enter(next, at + 1);
        }
      }
      case Token.OneOf one -> {
        if (one.matches(character)) {
          enter(next, at + 1);
        }
      }
      case Token.Star() -> {
        if (character != '/') {
          enter(next, at);
        }
      }
      case Token.Everything() -> enter(next, at);
      case Token.MaybeFolders() -> {
        // Only passed through, by way of enter().
      }
      case Token.Folders() -> {
        enter(next, at);
        if (character == '/') {
          enter(next, at + 1);
        }
      }
    }
  }

  private void enter(BitSet states, int at) {
    if (states.get(at)) {
      return;
    }
    states.set(at);
    if (at == tokens.size()) {
      return;
    }
    switch (tokens.get(at)) {
      case Token.Star(), Token.Everything() -> enter(states, at + 1);
      case Token.MaybeFolders() -> {
        enter(states, at + 1);
        enter(states, at + 2);
      }
      case Token.Exactly _, Token.AnyButSlash(), Token.OneOf _, Token.Folders() -> {}
    }
  }
}
