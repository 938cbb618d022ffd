package org.repo2oci.cli.render;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Columns and rows of the terminal. */
record TerminalSize(int columns, int rows) {
  static final TerminalSize USUAL = new TerminalSize(80, 24);

  /** Asks the terminal, by way of {@code stty}; the usual size where it doesn't say. */
  static TerminalSize ask() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Path.of("/dev/tty").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      String[] parts = answer.strip().split(" ", -1);
      int rows = Integer.parseInt(parts[0]);
      int columns = Integer.parseInt(parts[parts.length - 1]);
      return columns > 0 && rows > 0 ? new TerminalSize(columns, rows) : USUAL;
    } catch (IOException | NumberFormatException e) {
      return USUAL;
    }
  }
}
