package org.repo2oci.conda.spec;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which texts will do, such as build strings: {@code py39_0}, {@code *_cpython}, {@code ^py3.$}.
 */
public sealed interface TextMatcher {
  TextMatcher ANY = new Glob("*");

  boolean matches(String text);

  /**
   * A text with {@code *} in it is a glob; one from {@code ^} to {@code $} is a regular expression.
   *
   * @throws SpecException where a regular expression is none
   */
  static TextMatcher parse(String text) {
    if (text.startsWith("^") && text.endsWith("$") && text.length() > 1) {
      return Expression.parse(text);
    }
    return text.indexOf('*') < 0 ? new Exact(text) : text.equals("*") ? ANY : new Glob(text);
  }

  /** This text and no other. */
  record Exact(String wanted) implements TextMatcher {
    @Override
    public boolean matches(String text) {
      return text.equals(wanted);
    }

    @Override
    public String toString() {
      return wanted;
    }
  }

  /**
   * {@code *} stands for any characters; the time grows with the product of both lengths at most.
   */
  record Glob(String pattern) implements TextMatcher {
    @Override
    public boolean matches(String text) {
      int at = 0;
      int inPattern = 0;
      int star = -1;
      int afterStar = 0;
      while (at < text.length()) {
        if (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
          star = inPattern++;
          afterStar = at;
        } else if (inPattern < pattern.length() && pattern.charAt(inPattern) == text.charAt(at)) {
          inPattern++;
          at++;
        } else if (star >= 0) {
          inPattern = star + 1;
          at = ++afterStar;
        } else {
          return false;
        }
      }
      while (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
        inPattern++;
      }
      return inPattern == pattern.length();
    }

    @Override
    public String toString() {
      return pattern;
    }
  }

  /** A regular expression, whatever the case; one that takes too long on a text does not match. */
  record Expression(String expression, Pattern pattern) implements TextMatcher {
    static Expression parse(String text) {
      try {
        return new Expression(text, Pattern.compile(text, Pattern.CASE_INSENSITIVE));
      } catch (PatternSyntaxException e) {
        throw new SpecException(
            "`%s` is no regular expression: %s".formatted(text, e.getDescription()));
      }
    }

    @Override
    public boolean matches(String text) {
      try {
        return pattern.matcher(new PatientText(text, new int[] {100_000})).find();
      } catch (PatientText.Impatient | StackOverflowError e) {
        // A channel's record must not be able to stop a build.
        return false;
      }
    }

    @Override
    public String toString() {
      return expression;
    }
  }
}
