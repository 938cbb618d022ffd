package org.repo2oci.cran.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word of an R program ("R Language Definition", 10.3). Comments and blanks are none.
 *
 * @param line from 1
 */
record RToken(Kind kind, String text, int line) {
  /** What it is; operators and brackets of one character each are marks. */
  enum Kind {
    NAME,
    STRING,
    NUMBER,
    MARK,
    END_OF_LINE
  }

  private static final Pattern RAW = Pattern.compile("[rR]([\"'])(-*)([(\\[{])", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("(?:[\\p{L}.][\\p{L}\\p{N}._]*)");
  private static final Pattern NUMBER =
      Pattern.compile("(?:0[xX][0-9a-fA-F]+|[0-9]*\\.?[0-9]+(?:[eE][+-]?[0-9]+)?)[Li]?");
  private static final Pattern OPERATOR =
      Pattern.compile("<<-|->>|<-|->|:::?|\\|>|%[^%\\n]*%|==|!=|<=|>=|&&|\\|\\|", Pattern.DOTALL);

  boolean is(String mark) {
    return kind == Kind.MARK && text.equals(mark);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /** The words of a program; what is no R becomes marks, so that nothing here can fail. */
  static List<RToken> of(String program) {
    List<RToken> tokens = new ArrayList<>();
    int line = 1;
    int at = 0;
    while (at < program.length()) {
      char c = program.charAt(at);
      int end = at + 1;
      if (c == '\n') {
        tokens.add(new RToken(Kind.END_OF_LINE, "", line));
      } else if (c == '#') {
        end = program.indexOf('\n', at) < 0 ? program.length() : program.indexOf('\n', at);
      } else if (!Character.isWhitespace(c)) {
        end = token(program, at, line, tokens);
      }
      for (int i = at; i < end; i++) {
        if (program.charAt(i) == '\n') {
          line++;
        }
      }
      at = end;
    }
    return tokens;
  }

  private static int token(String program, int at, int line, List<RToken> tokens) {
    Matcher raw = RAW.matcher(program).region(at, program.length());
    if (raw.lookingAt()) {
      String close = closing(raw.group(3)) + raw.group(2) + raw.group(1);
      int end = program.indexOf(close, raw.end());
      if (end >= 0) {
        tokens.add(new RToken(Kind.STRING, program.substring(raw.end(), end), line));
        return end + close.length();
      }
    }
    char c = program.charAt(at);
    if (c == '"' || c == '\'' || c == '`') {
      return quoted(program, at, line, tokens);
    }
    for (Kind kind : List.of(Kind.NUMBER, Kind.NAME, Kind.MARK)) {
      Matcher found = pattern(kind).matcher(program).region(at, program.length());
      if (found.lookingAt() && found.end() > at) {
        tokens.add(new RToken(kind, found.group(), line));
        return found.end();
      }
    }
    tokens.add(new RToken(Kind.MARK, String.valueOf(c), line));
    return at + 1;
  }

  private static Pattern pattern(Kind kind) {
    return switch (kind) {
      case NUMBER -> NUMBER;
      case NAME -> NAME;
      case MARK, STRING, END_OF_LINE -> OPERATOR;
    };
  }

  private static int quoted(String program, int at, int line, List<RToken> tokens) {
    char quote = program.charAt(at);
    StringBuilder text = new StringBuilder();
    int i = at + 1;
    while (i < program.length() && program.charAt(i) != quote) {
      if (program.charAt(i) == '\\' && i + 1 < program.length()) {
        i++;
      }
      text.append(program.charAt(i));
      i++;
    }
    tokens.add(new RToken(quote == '`' ? Kind.NAME : Kind.STRING, text.toString(), line));
    return Math.min(i + 1, program.length());
  }

  private static String closing(String open) {
    return switch (open) {
      case "(" -> ")";
      case "[" -> "]";
      default -> "}";
    };
  }
}
