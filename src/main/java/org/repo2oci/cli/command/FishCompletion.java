package org.repo2oci.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The completion of the fish shell, made of the commands and their options. */
final class FishCompletion {
  private final StringBuilder text = new StringBuilder();
  private final String program;

  private FishCompletion(String program) {
    this.program = program;
  }

  static String of(CommandLine root) {
    FishCompletion completion = new FishCompletion(root.getCommandName());
    completion.text.append("# Completion of ").append(completion.program).append(" for fish\n");
    completion.command(root, List.of());
    return completion.text.toString();
  }

  private void command(CommandLine command, List<String> path) {
    Map<String, CommandLine> commands = visible(command);
    String here = condition(path, commands.keySet());
    commands.forEach((name, sub) -> line(here, "-f -a " + quoted(name), sub));
    for (OptionSpec option : command.getCommandSpec().options()) {
      StringBuilder words = new StringBuilder();
      for (String name : option.names()) {
        String letters = name.replaceFirst("^--?", "");
        words.append(name.startsWith("--") ? "-l " : "-s ").append(letters).append(' ');
      }
      if (option.arity().max() > 0) {
        words.append("-r ");
      }
      text.append(
          "complete -c %s -n %s %s-d %s\n"
              .formatted(
                  program,
                  quoted(condition(path, Set.of())),
                  words,
                  quoted(String.join(" ", option.description()))));
    }
    commands.forEach((name, sub) -> {
      List<String> longer = new ArrayList<>(path);
      longer.add(name);
      command(sub, longer);
    });
  }

  private void line(String condition, String words, CommandLine about) {
    text.append(
        "complete -c %s -n %s %s -d %s\n"
            .formatted(
                program,
                quoted(condition),
                words,
                quoted(String.join(" ", about.getCommandSpec().usageMessage().description()))));
  }

  private static Map<String, CommandLine> visible(CommandLine command) {
    Map<String, CommandLine> visible = new LinkedHashMap<>(command.getSubcommands());
    visible.values().removeIf(sub -> sub.getCommandSpec().usageMessage().hidden());
    return visible;
  }

  /** Where the line has this command, and none of those that may follow. */
  private static String condition(List<String> path, Set<String> next) {
    if (path.isEmpty()) {
      return "__fish_use_subcommand";
    }
    List<String> parts = new ArrayList<>();
    path.forEach(name -> parts.add("__fish_seen_subcommand_from " + name));
    if (!next.isEmpty()) {
      parts.add("not __fish_seen_subcommand_from " + String.join(" ", next));
    }
    return String.join("; and ", parts);
  }

  private static String quoted(String words) {
    return "'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
