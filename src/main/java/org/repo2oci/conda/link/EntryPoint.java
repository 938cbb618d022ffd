package org.repo2oci.conda.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A command of a {@code noarch: python} package, with the text that conda gives it.
 *
 * @param function with its class, where it is a method of one
 */
record EntryPoint(String command, String module, String function) {
  EntryPoint {
    if (!command.matches("[^\\p{Cntrl}/\\\\]+") || command.equals(".") || command.equals("..")) {
      throw new IllegalArgumentException("`%s` is not the name of a command".formatted(command));
    }
  }

  /** Parses {@code command = module:function}. */
  static EntryPoint parse(String text) throws IOException {
    int colon = text.lastIndexOf(':');
    int equals = colon < 0 ? -1 : text.lastIndexOf('=', colon);
    if (equals < 0) {
      throw new IOException(
          "its entry point `%s` is not `command = module:function`".formatted(text));
    }
    try {
      return new EntryPoint(
          text.substring(0, equals).strip(),
          text.substring(equals + 1, colon).strip(),
          text.substring(colon + 1).strip());
    } catch (IllegalArgumentException e) {
      throw new IOException("its entry point " + e.getMessage(), e);
    }
  }

  /**
   * @param interpreter absolute path
   */
  byte[] script(String interpreter) {
    int dot = function.indexOf('.');
    String imported = dot < 0 ? function : function.substring(0, dot);
    String text =
        shebang(interpreter)
            + """
            # -*- coding: utf-8 -*-
            import re
            import sys

            from %s import %s

            if __name__ == '__main__':
                sys.argv[0] = re.sub(r'(-script\\.pyw?|\\.exe)?$', '', sys.argv[0])
                sys.exit(%s())
            """
                .formatted(module, imported, function);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** To the shell the long form runs Python; to Python it is a string. */
  private static String shebang(String interpreter) {
    String line = "#!" + interpreter + "\n";
    return line.length() <= LongShebang.MAX_LENGTH
        ? line
        : "#!/bin/sh\n'''exec' \"%s\" \"$0\" \"$@\" #'''\n".formatted(interpreter);
  }
}
