package org.repo2oci.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;

/**
 * Lines of a Dockerfile that come after everything else (Dockerfile reference, "Format"): those
 * that run, copy, or set what the image says of itself.
 */
final class Appendix {
  private static final List<String> KNOWN = List.of("RUN", "COPY", "ENV", "LABEL", "ARG", "USER");

  /** One of its lines. */
  sealed interface Instruction {
    int line();

    /** A command: words, or one text for the shell. */
    record Run(List<String> words, boolean shell, int line) implements Instruction {}

    /**
     * Files of the repository.
     *
     * @param owner as written; empty for root
     * @param mode octal; empty for the files' own
     */
    record Copy(
        List<String> sources,
        String target,
        Optional<String> owner,
        Optional<String> mode,
        int line)
        implements Instruction {}

    /** Names with values, still with their variables. */
    record Env(Map<String, String> values, int line) implements Instruction {}

    record Label(Map<String, String> values, int line) implements Instruction {}

    /** A name that a build argument may set. */
    record Arg(Map<String, Optional<String>> values, int line) implements Instruction {}

    record User(String name, int line) implements Instruction {}
  }

  private final List<Instruction> instructions = new ArrayList<>();

  private Appendix() {}

  /**
   * Reads an appendix.
   *
   * @throws BuildFailure naming the line that cannot be run
   */
  static List<Instruction> parse(String text) {
    Appendix appendix = new Appendix();
    StringBuilder joined = new StringBuilder();
    int first = 0;
    int number = 0;
    for (String raw : text.split("\\R", -1)) {
      number++;
      if (raw.isBlank() || raw.strip().startsWith("#")) {
        continue;
      }
      first = joined.isEmpty() ? number : first;
      String line = raw.stripTrailing();
      if (line.endsWith("\\")) {
        joined.append(line, 0, line.length() - 1).append(' ');
      } else {
        appendix.add(joined.append(line).toString().strip(), first);
        joined.setLength(0);
      }
    }
    if (!joined.isEmpty()) {
      appendix.add(joined.toString().strip(), first);
    }
    return List.copyOf(appendix.instructions);
  }

  private void add(String line, int number) {
    String[] parts = line.split("\\s+", 2);
    String name = parts[0].toUpperCase(Locale.ROOT);
    String rest = parts.length < 2 ? "" : parts[1].strip();
    if (rest.isEmpty() && KNOWN.contains(name)) {
      throw failure(number, "`%s` says nothing".formatted(name));
    }
    try {
      instructions.add(
          switch (name) {
            case "RUN" -> run(rest, number);
            case "COPY" -> copy(rest, number);
            case "ENV" -> new Instruction.Env(DockerfileWords.pairs(rest, true), number);
            case "LABEL" -> new Instruction.Label(DockerfileWords.pairs(rest, true), number);
            case "ARG" -> new Instruction.Arg(DockerfileWords.names(rest), number);
            case "USER" -> new Instruction.User(rest, number);
            default -> throw failure(number, "`%s` is none of %s".formatted(parts[0], known()));
          });
    } catch (IllegalArgumentException e) {
      throw failure(number, String.valueOf(e.getMessage()));
    }
  }

  private static Instruction run(String rest, int number) {
    if (rest.startsWith("--")) {
      throw failure(number, "options of `RUN` are not supported");
    }
    if (rest.matches("(?s).*<<-?['\"]?[A-Za-z_]+['\"]?\\s*")) {
      throw failure(number, "a text of several lines is not supported");
    }
    return DockerfileWords.list(rest)
        .map(words -> new Instruction.Run(words, false, number))
        .orElseGet(() -> new Instruction.Run(List.of(rest), true, number));
  }

  private static Instruction copy(String rest, int number) {
    Optional<String> owner = Optional.empty();
    Optional<String> mode = Optional.empty();
    String left = rest;
    while (left.startsWith("--")) {
      String[] parts = left.split("\\s+", 2);
      if (parts[0].startsWith("--chown=")) {
        owner = Optional.of(parts[0].substring(8));
      } else if (parts[0].matches("--chmod=[0-7]{3,4}")) {
        mode = Optional.of(parts[0].substring(8));
      } else {
        throw failure(number, "`%s` of `COPY` is not supported".formatted(parts[0]));
      }
      left = parts.length < 2 ? "" : parts[1].strip();
    }
    String files = left;
    List<String> words = DockerfileWords.list(files).orElseGet(() -> DockerfileWords.words(files));
    if (words.size() < 2) {
      throw failure(number, "`COPY` needs something to copy, and where to");
    }
    return new Instruction.Copy(
        words.subList(0, words.size() - 1), words.getLast(), owner, mode, number);
  }

  static BuildFailure failure(int line, String reason) {
    return BuildFailure.input("Cannot use line %d of the appendix: %s".formatted(line, reason))
        .withHint("An appendix may have %s".formatted(known()));
  }

  private static String known() {
    return "`" + String.join("`, `", KNOWN) + "`";
  }
}
