package org.repo2oci.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.repo2oci.cli.render.FailureText;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, the nearest right word, a synopsis, and where to read on. */
final class UsageErrors {
  private UsageErrors() {}

  static FailureText of(ParameterException wrong) {
    CommandSpec command = wrong.getCommandLine().getCommandSpec();
    List<String> hints = new ArrayList<>();
    String message = quoted(String.valueOf(wrong.getMessage()));
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      message = unmatched(unmatched, command);
      List<String> near = unmatched.getSuggestions();
      if (!near.isEmpty()) {
        hints.add(
            "Did you mean `%s`?"
                .formatted(String.join("` or `", near.subList(0, Math.min(2, near.size())))));
      }
    }
    return new FailureText(message, List.of(), hints, synopsis(command), Optional.empty());
  }

  /** The same end for what only the values showed to be wrong. */
  static FailureText with(FailureText text, CommandSpec command, List<String> variables) {
    List<String> hints = new ArrayList<>(text.hints());
    if (!variables.isEmpty()) {
      hints.add("These variables set options too: `%s`".formatted(String.join("`, `", variables)));
    }
    return new FailureText(text.message(), text.causes(), hints, synopsis(command), text.trace());
  }

  static FailureText missingCommand(CommandLine line) {
    return new FailureText(
        "A command is missing after `%s`".formatted(line.getCommandSpec().qualifiedName()),
        List.of(),
        List.of(),
        synopsis(line.getCommandSpec()),
        Optional.empty());
  }

  private static String unmatched(UnmatchedArgumentException wrong, CommandSpec command) {
    String first = wrong.getUnmatched().getFirst();
    if (first.startsWith("-")) {
      return "Unknown option: `%s`".formatted(first);
    }
    return command.subcommands().isEmpty()
        ? "Unexpected argument: `%s`".formatted(first)
        : "Unknown command: `%s`".formatted(first);
  }

  private static List<String> synopsis(CommandSpec command) {
    return List.of(
        "Usage: %s%nRun `%s --help` for all options"
            .formatted(
                String.join("", command.usageMessage().customSynopsis()), command.qualifiedName()));
  }

  private static String quoted(String message) {
    return message.replaceAll("'([^']*)'", "`$1`");
  }
}
