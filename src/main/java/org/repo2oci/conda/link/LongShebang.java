package org.repo2oci.conda.link;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first line of a script that the kernel would cut off, or that has a blank in its program's
 * path. conda lets {@code env} find the program then: the environment is active.
 */
final class LongShebang {
  /** Older kernels read this much of the line. */
  static final int MAX_LENGTH = 127;

  /** As much as is looked at of a first line. */
  static final int MAX_LINE = 1 << 16;

  private static final Pattern FORM =
      Pattern.compile(
          "(#! *(?<program>/(?:\\\\ |[^ \\n\\r\\t])*)(?<options>[^\\n]*))(\\n.*)?", Pattern.DOTALL);

  private LongShebang() {}

  /**
   * A line and what comes instead of it.
   *
   * @param line without its end
   */
  record Change(byte[] line, byte[] instead) {}

  /**
   * @param start of a file: its first line and perhaps more
   */
  static Optional<Change> of(byte[] start) {
    Matcher matcher = FORM.matcher(new String(start, StandardCharsets.ISO_8859_1));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String line = matcher.group(1);
    String program = matcher.group("program");
    int name = program.lastIndexOf('/') + 1;
    if (line.length() <= MAX_LENGTH && !program.substring(0, name).contains("\\ ")) {
      return Optional.empty();
    }
    String instead = "#!/usr/bin/env " + program.substring(name) + matcher.group("options");
    return Optional.of(new Change(bytes(line), bytes(instead)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
