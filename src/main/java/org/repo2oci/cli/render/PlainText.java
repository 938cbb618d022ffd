package org.repo2oci.cli.render;

import java.util.regex.Pattern;

/**
 * Text of others without what a terminal would obey: a package's build script, a server or a file
 * name must not move the cursor, change the title, or hide a line.
 */
final class PlainText {
  /** ECMA-48: control sequences, then strings (title, clipboard, links) up to their end. */
  private static final Pattern SEQUENCES =
      Pattern.compile(
          "(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]"
              + "|(?:\\x1b[\\]PX^_]|[\\x9d\\x90\\x98\\x9e\\x9f])[^\\x07\\x1b\\x9c\\n]*(?:\\x07|\\x1b\\\\|\\x9c)?"
              + "|\\x1b[ -/]*[0-~]?");

  /** C0 but for tab and line feed, DEL, C1, and marks that reorder or hide text. */
  private static final Pattern CONTROLS =
      Pattern.compile(
          "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]");

  private PlainText() {}

  /** One line or many; line feeds and tabs stay. */
  static String of(String text) {
    if (isPlain(text)) {
      return text;
    }
    return CONTROLS.matcher(SEQUENCES.matcher(text).replaceAll("")).replaceAll("");
  }

  /** One line; of a line that was rewritten by carriage returns the last state. */
  static String line(String text) {
    if (isPlain(text)) {
      return text;
    }
    String end = text.stripTrailing();
    return of(end.substring(end.lastIndexOf('\r') + 1)).replace('\n', ' ');
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }
}
