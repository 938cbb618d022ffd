package org.repo2oci.pypi.install;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** First lines of scripts. */
final class Shebang {
  /** Older kernels read this much of the line, with its end. */
  private static final int MAX_LENGTH = 127;

  private static final String PLACEHOLDER = "#!python";

  private Shebang() {}

  /**
   * The line for an interpreter. One that is too long or has a blank is run by a shell: to Python
   * the same lines are a string.
   */
  static String of(String interpreter) {
    int length = interpreter.getBytes(StandardCharsets.UTF_8).length + "#!\n".length();
    if (length <= MAX_LENGTH && interpreter.indexOf(' ') < 0) {
      return "#!" + interpreter + "\n";
    }
    String quoted = interpreter.indexOf(' ') < 0 ? interpreter : '"' + interpreter + '"';
    return "#!/bin/sh\n'''exec' " + quoted + " \"$0\" \"$@\"\n' '''\n";
  }

  static boolean isPlaceholder(byte[] start) {
    return new String(start, StandardCharsets.ISO_8859_1).startsWith(PLACEHOLDER);
  }

  static int placeholderLength() {
    return PLACEHOLDER.length();
  }

  /** A script of a wheel with its {@code #!python} or {@code #!pythonw} line replaced. */
  static Optional<byte[]> replaced(byte[] script, String interpreter) {
    if (!isPlaceholder(script)) {
      return Optional.empty();
    }
    int end = 0;
    while (end < script.length && script[end] != '\n') {
      end++;
    }
    int rest = Math.min(end + 1, script.length);
    byte[] line = of(interpreter).getBytes(StandardCharsets.UTF_8);
    byte[] whole = new byte[line.length + script.length - rest];
    System.arraycopy(line, 0, whole, 0, line.length);
    System.arraycopy(script, rest, whole, line.length, script.length - rest);
    return Optional.of(whole);
  }
}
