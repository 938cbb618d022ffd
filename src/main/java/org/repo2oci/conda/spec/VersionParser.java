package org.repo2oci.conda.spec;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Cuts a version into atoms (CEP 33). */
final class VersionParser {
  /** Digits that a {@code long} holds and that stay below {@link CondaVersion#HUGE}. */
  private static final int DIGITS = 18;

  private final String written;
  private final String text;
  private long[] atoms = new long[16];
  private @Nullable String @Nullable [] longTexts;
  private int count;

  VersionParser(String written) {
    this.written = written;
    this.text = lower(written.strip());
  }

  CondaVersion parse() {
    String legal = legal();
    int bang = legal.indexOf('!');
    if (bang != legal.lastIndexOf('!')) {
      throw bad("two epochs");
    }
    String epoch = bang < 0 ? "0" : legal.substring(0, bang);
    if (!isNumber(epoch)) {
      throw bad("the epoch is no number");
    }
    segment(epoch);
    String rest = legal.substring(bang + 1);
    int plus = rest.indexOf('+');
    if (plus != rest.lastIndexOf('+')) {
      throw bad("two local parts");
    }
    String main = plus < 0 ? rest : rest.substring(0, plus);
    if (main.isEmpty()) {
      throw bad("it has no components");
    }
    // An underscore at the end belongs to the last segment: OpenSSL's 1.0.1_ is before 1.0.1a.
    int end = main.endsWith("_") ? main.length() - 1 : main.length();
    segments(main.substring(0, end), end < main.length() ? "_" : "");
    int local = count;
    if (plus >= 0) {
      segments(rest.substring(plus + 1), "");
    }
    @Nullable String[] texts = longTexts;
    return new CondaVersion(
        written,
        Arrays.copyOf(atoms, count),
        local,
        texts == null ? null : Arrays.copyOf(texts, count));
  }

  private String legal() {
    if (text.isEmpty()) {
      throw bad("it is empty");
    }
    // A dash is allowed where it can only mean what an underscore means.
    String legal = text.indexOf('_') < 0 ? text.replace('-', '_') : text;
    for (int i = 0; i < legal.length(); i++) {
      char c = legal.charAt(i);
      if (!(isDigit(c) || (c >= 'a' && c <= 'z') || "._*+!".indexOf(c) >= 0)) {
        throw bad("a character that versions do not have");
      }
    }
    return legal;
  }

  private void segments(String part, String ending) {
    int from = 0;
    for (int i = 0; i <= part.length(); i++) {
      if (i == part.length() || part.charAt(i) == '.' || part.charAt(i) == '_') {
        String segment = part.substring(from, i);
        segment(i == part.length() ? segment + ending : segment);
        from = i + 1;
      }
    }
  }

  private void segment(String segment) {
    if (segment.isEmpty()) {
      throw bad("an empty component");
    }
    if (!isDigit(segment.charAt(0))) {
      // So that numbers are compared with numbers and letters with letters.
      add(0, null);
    }
    int from = 0;
    for (int i = 1; i <= segment.length(); i++) {
      if (i == segment.length() || kind(segment.charAt(i)) != kind(segment.charAt(from))) {
        run(segment.substring(from, i));
        from = i;
      }
    }
    add(CondaVersion.END, null);
  }

  private void run(String run) {
    if (isDigit(run.charAt(0))) {
      int zeros = 0;
      while (zeros < run.length() - 1 && run.charAt(zeros) == '0') {
        zeros++;
      }
      String digits = run.substring(zeros);
      boolean huge = digits.length() > DIGITS;
      add(huge ? CondaVersion.HUGE : Long.parseLong(digits), huge ? digits : null);
    } else if (run.equals("post")) {
      add(CondaVersion.POST, null);
    } else {
      // Capitals come before all letters that a version can have.
      String letters = run.equals("dev") ? "DEV" : run;
      add(CondaVersion.packed(letters), letters.length() > CondaVersion.PACKED ? letters : null);
    }
  }

  private void add(long atom, @Nullable String longText) {
    if (count == atoms.length) {
      atoms = Arrays.copyOf(atoms, count * 2);
    }
    if (longText != null) {
      @Nullable String[] texts = longTexts == null ? new @Nullable String[count + 1] : longTexts;
      longTexts = Arrays.copyOf(texts, count + 1);
      longTexts[count] = longText;
    }
    atoms[count++] = atom;
  }

  private static int kind(char c) {
    return isDigit(c) ? 0 : c == '*' ? 1 : 2;
  }

  private static boolean isNumber(String part) {
    return !part.isEmpty() && part.chars().allMatch(c -> isDigit((char) c));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String lower(String part) {
    return part.toLowerCase(Locale.ROOT);
  }

  private SpecException bad(String why) {
    return new SpecException("`%s` is no version: %s".formatted(written, why));
  }
}
