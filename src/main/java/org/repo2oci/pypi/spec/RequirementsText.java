package org.repo2oci.pypi.spec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a requirements file and its logical lines: continuations joined, comments dropped
 * (pip, "Requirements File Format").
 *
 * @param guessed whether nothing in the file said its encoding
 */
record RequirementsText(String text, boolean guessed) {
  private static final Pattern CODING = Pattern.compile("coding[:=]\\s*([-\\w.]+)");
  private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*$");

  /** A logical line: the number of its first physical one, and its text, never blank. */
  record Line(int number, String text) {}

  /**
   * Decodes a file: byte order mark, UTF-16 by its zero bytes, a coding comment (PEP 263), UTF-8,
   * and Latin-1 where it is none of these.
   */
  static RequirementsText decode(byte[] bytes) {
    Optional<RequirementsText> marked = byMark(bytes);
    if (marked.isPresent()) {
      return marked.get();
    }
    Optional<Charset> declared = declared(bytes);
    if (declared.isPresent()) {
      return new RequirementsText(new String(bytes, declared.get()), false);
    }
    try {
      return new RequirementsText(
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString(),
          false);
    } catch (CharacterCodingException e) {
      return new RequirementsText(new String(bytes, StandardCharsets.ISO_8859_1), true);
    }
  }

  private static Optional<RequirementsText> byMark(byte[] b) {
    if (starts(b, 0xef, 0xbb, 0xbf)) {
      return decoded(b, 3, StandardCharsets.UTF_8);
    }
    if (starts(b, 0xff, 0xfe, 0, 0)) {
      return decoded(b, 4, StandardCharsets.UTF_32LE);
    }
    if (starts(b, 0, 0, 0xfe, 0xff)) {
      return decoded(b, 4, StandardCharsets.UTF_32BE);
    }
    if (starts(b, 0xff, 0xfe)) {
      return decoded(b, 2, StandardCharsets.UTF_16LE);
    }
    if (starts(b, 0xfe, 0xff)) {
      return decoded(b, 2, StandardCharsets.UTF_16BE);
    }
    // A mark may be lost, but a requirement starts with an ASCII character.
    if (b.length >= 2 && b[0] != 0 && b[1] == 0) {
      return decoded(b, 0, StandardCharsets.UTF_16LE);
    }
    if (b.length >= 2 && b[0] == 0 && b[1] != 0) {
      return decoded(b, 0, StandardCharsets.UTF_16BE);
    }
    return Optional.empty();
  }

  private static boolean starts(byte[] bytes, int... mark) {
    if (bytes.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((bytes[i] & 0xff) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private static Optional<RequirementsText> decoded(byte[] bytes, int skip, Charset charset) {
    return Optional.of(
        new RequirementsText(new String(bytes, skip, bytes.length - skip, charset), false));
  }

  private static Optional<Charset> declared(byte[] bytes) {
    String start = new String(bytes, 0, Math.min(bytes.length, 400), StandardCharsets.ISO_8859_1);
    return start
        .lines()
        .limit(2)
        .filter(line -> line.startsWith("#"))
        .map(CODING::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .findFirst()
        .flatMap(RequirementsText::charset);
  }

  private static Optional<Charset> charset(String name) {
    try {
      return Optional.of(Charset.forName(name));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }

  /** The logical lines that say something. */
  List<Line> lines() {
    List<Line> found = new ArrayList<>();
    StringBuilder joined = new StringBuilder();
    int start = 0;
    int number = 0;
    for (String physical : (Iterable<String>) text.lines()::iterator) {
      number++;
      boolean comment = physical.stripLeading().startsWith("#");
      if (joined.isEmpty()) {
        start = number;
      }
      // a comment ends a continuation, even one that ends with a backslash itself
      if (physical.endsWith("\\") && !comment) {
        joined.append(physical, 0, physical.length() - 1);
        continue;
      }
      joined.append(comment ? "" : physical);
      add(found, start, joined);
    }
    add(found, Math.max(start, 1), joined);
    return found;
  }

  private static void add(List<Line> found, int start, StringBuilder joined) {
    String said = COMMENT.matcher(joined).replaceFirst("").strip();
    if (!said.isEmpty()) {
      found.add(new Line(start, said));
    }
    joined.setLength(0);
  }
}
