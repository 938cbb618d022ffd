package org.repo2oci.cli.render;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A terminal that knows just what the renderer uses: up, erase below, and wrapping on or off. */
final class Screen {
  private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[(\\??\\d*)([A-Za-z])");

  private Screen() {}

  /** What stands on the screen after this was written. */
  static String after(String written) {
    List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    int row = 0;
    int at = 0;
    Matcher sequence = SEQUENCE.matcher(written);
    while (at < written.length()) {
      char c = written.charAt(at);
      if (c == '\u001b' && sequence.find(at) && sequence.start() == at) {
        switch (sequence.group(2)) {
          case "A" -> row -= Integer.parseInt(sequence.group(1));
          case "J" -> {
            lines.subList(row, lines.size()).clear();
            lines.add(new StringBuilder());
          }
          case "h", "l" -> {}
          default -> throw new AssertionError("unknown sequence: " + sequence.group());
        }
        at = sequence.end();
      } else {
        if (c == '\n') {
          row++;
          if (row == lines.size()) {
            lines.add(new StringBuilder());
          }
        } else if (c != '\r') {
          lines.get(row).append(c);
        }
        at++;
      }
    }
    return String.join("\n", lines);
  }
}
