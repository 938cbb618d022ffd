package org.repo2oci.cli.action;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A file through which a step speaks to the runner: outputs or the summary.
 *
 * @param path empty where the runner gave none; then nobody listens
 */
record StepFile(Optional<Path> path) {
  /** The runner drops a larger summary whole. */
  private static final int LARGEST = 1_000_000;

  static StepFile of(Map<String, String> environment, String variable) {
    return new StepFile(
        Optional.ofNullable(environment.get(variable))
            .filter(text -> !text.isBlank())
            .map(Path::of));
  }

  /** Sets an output; no value can end it early, because the end is not known beforehand. */
  void output(String name, String value) {
    String end = "end-" + UUID.randomUUID();
    append("%s<<%s\n%s\n%s\n".formatted(name, end, value, end));
  }

  /** Adds Markdown. */
  void markdown(String text) {
    append(text.length() > LARGEST ? text.substring(0, LARGEST) + "\n\n…\n" : text);
  }

  private void append(String text) {
    if (path.isEmpty()) {
      return;
    }
    try {
      Files.writeString(path.get(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
