package org.repo2oci.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command's manual page as roff (man(7)), made of what its help says. */
final class ManPage {
  private final CommandLine command;
  private final CommandSpec spec;
  private final StringBuilder text = new StringBuilder();

  private ManPage(CommandLine command) {
    this.command = command;
    this.spec = command.getCommandSpec();
  }

  /** Such as {@code repo2oci-cache-ls}. */
  static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName("-");
  }

  static String of(CommandLine command) {
    return new ManPage(command).text();
  }

  private String text() {
    text.append(
        ".TH \"%s\" 1 \"\" \"%s\" \"repo2oci manual\"\n"
            .formatted(escaped(name(command).toUpperCase(Locale.ROOT)), escaped(Version.line())));
    String about = String.join(" ", spec.usageMessage().description());
    section("Name");
    line(escaped(name(command)) + " \\- " + escaped(about));
    section("Synopsis");
    synopsis().forEach(one -> line(".B " + escaped(one)));
    commands();
    for (CommandTree.Group group : CommandTree.groups(spec)) {
      section(group.heading());
      group.arguments().forEach(this::argument);
      group.options().forEach(this::option);
    }
    environment();
    footer();
    seeAlso();
    return text.toString();
  }

  private List<String> synopsis() {
    return List.of(spec.usageMessage().customSynopsis());
  }

  private void commands() {
    if (!command.getSubcommands().isEmpty()) {
      section("Commands");
      command
          .getSubcommands()
          .forEach((name, sub) -> {
            if (!sub.getCommandSpec().usageMessage().hidden()) {
              tagged(
                  "\\fB" + escaped(name) + "\\fP",
                  String.join(" ", sub.getCommandSpec().usageMessage().description()));
            }
          });
    }
  }

  private void argument(PositionalParamSpec argument) {
    tagged("\\fI" + escaped(argument.paramLabel()) + "\\fP", description(argument));
  }

  private void option(OptionSpec option) {
    List<String> names = new ArrayList<>();
    for (String name : option.names()) {
      String value =
          option.arity().max() == 0
              ? ""
              : (name.startsWith("--") ? "=" : " ")
                  + "\\fI"
                  + escaped(option.paramLabel())
                  + "\\fP";
      names.add("\\fB" + escaped(name) + "\\fP" + value);
    }
    tagged(String.join(", ", names), description(option));
  }

  private static String description(ArgSpec argument) {
    return String.join(" ", argument.description());
  }

  private void environment() {
    if (spec.userObject() instanceof Action) {
      section("Environment");
      line("Each option that takes a value or switches something on can be set by a variable:");
      List<OptionSpec> options =
          spec.options().stream().filter(one -> !one.usageHelp() && !one.versionHelp()).toList();
      for (OptionSpec option : options) {
        tagged(
            "\\fB" + escaped(EnvironmentOptions.variable(option)) + "\\fP",
            "stands for `" + option.longestName() + "`");
      }
    }
  }

  private void footer() {
    List<String> lines = new ArrayList<>(List.of(spec.usageMessage().footer()));
    lines.remove(CommandTree.VARIABLES);
    if (lines.stream().anyMatch(one -> !one.isBlank())) {
      section("Notes");
      text.append(".nf\n");
      lines.forEach(one -> line(escaped(one)));
      text.append(".fi\n");
    }
  }

  private void seeAlso() {
    List<String> others = new ArrayList<>();
    Optional.ofNullable(command.getParent()).ifPresent(parent -> others.add(name(parent)));
    command
        .getSubcommands()
        .values()
        .forEach(sub -> {
          if (!sub.getCommandSpec().usageMessage().hidden()) {
            others.add(name(sub));
          }
        });
    if (!others.isEmpty()) {
      section("See also");
      for (int i = 0; i < others.size(); i++) {
        String end = i + 1 < others.size() ? "," : "";
        line(".BR %s (1)%s".formatted(escaped(others.get(i)), end));
      }
    }
  }

  private void section(String title) {
    text.append(".SH \"").append(escaped(title.toUpperCase(Locale.ROOT))).append("\"\n");
  }

  private void tagged(String tag, String words) {
    text.append(".TP\n").append(tag).append('\n');
    line(escaped(words));
  }

  /** An empty line is no request: it would break the page. */
  private void line(String words) {
    text.append(words.isBlank() ? ".sp" : words).append('\n');
  }

  /** Text that roff shows as it is; code in backticks becomes bold. */
  static String escaped(String words) {
    String plain =
        words
            .replace("\\", "\\e")
            .replace("-", "\\-")
            .replace("…", "...")
            .replaceAll("`([^`]+)`", "\\\\fB$1\\\\fP")
            .replace("`", "\\(ga")
            .replace("\"", "\\(dq");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }
}
