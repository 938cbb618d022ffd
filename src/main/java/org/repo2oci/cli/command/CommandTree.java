package org.repo2oci.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** All commands, and how their help looks: options under the headings of their groups. */
public final class CommandTree {
  private static final int WIDTH = 100;
  private static final int OPTION_WIDTH = 34;
  static final String VARIABLES =
      "Each option can be set by a variable, such as REPO2OCI_BASE_IMAGE for --base-image.";

  /** What is said of a command that is for packagers alone. */
  private static final String HIDDEN = "Write the manual";

  private CommandTree() {}

  /** A command's name and one line about it, known without making the command. */
  private record Entry(String name, String about, Supplier<Object> command) {}

  private static final List<Entry> COMMANDS =
      List.of(
          new Entry(
              "launch",
              "Make the image and run it here, for a test; Ctrl-C ends it",
              LaunchCommand::new),
          new Entry("build", "Make an image of a repository", BuildCommand::new),
          new Entry(
              "plan",
              "Show which files are used, and which layers a build would make",
              PlanCommand::new),
          new Entry("lock", "Choose every package and write them down as JSON", LockCommand::new),
          new Entry("inspect", "Show the layers and packages of an image", InspectCommand::new),
          new Entry(
              "diff", "Show what changed between two images, and what it costs", DiffCommand::new),
          new Entry(
              "hub-config",
              "Write the lines with which a hub offers an image",
              HubConfigCommand::new),
          new Entry("cache", "Show or shrink what is kept on this machine", CacheCommand::new),
          new Entry("completion", "Write the completion of a shell", CompletionCommand::new),
          new Entry("man-pages", HIDDEN, ManCommand::new),
          new Entry("version", "Show the version", VersionCommand::new),
          new Entry("help", "Show the help of a command", CommandLine.HelpCommand::new));

  /**
   * Makes the parser of a command line. Only commands that the line names get their options:
   * picocli reads each by reflection, and a start should not pay for seven others.
   */
  public static CommandLine create(List<String> arguments, boolean color) {
    CommandLine line = new CommandLine(new RootCommand());
    for (Entry entry : COMMANDS) {
      CommandLine command =
          new CommandLine(
              arguments.contains(entry.name()) ? entry.command().get() : CommandSpec.create());
      command.getCommandSpec().usageMessage().description(entry.about());
      command.getCommandSpec().usageMessage().hidden(entry.about().equals(HIDDEN));
      line.addSubcommand(entry.name(), command);
    }
    line.getCommandSpec().versionProvider(() -> new String[] {Version.line()});
    line.setColorScheme(
        new ColorScheme.Builder(color ? Ansi.ON : Ansi.OFF)
            .commands(Ansi.Style.bold)
            .options(Ansi.Style.bold)
            .build());
    line.setUsageHelpWidth(WIDTH);
    line.setUsageHelpLongOptionsMaxWidth(OPTION_WIDTH);
    line.setUnmatchedOptionsArePositionalParams(false);
    line.setAbbreviatedSubcommandsAllowed(false);
    // An argument is what it is: a word of a command may begin with an at sign.
    line.setExpandAtFiles(false);
    shape(line);
    return line;
  }

  /** Every command with its options, for what describes them all. */
  static CommandLine whole() {
    return create(COMMANDS.stream().map(Entry::name).toList(), false);
  }

  private static void shape(CommandLine line) {
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    usage.sortOptions(false);
    usage.synopsisHeading("Usage: ");
    usage.descriptionHeading("%n");
    usage.parameterListHeading("");
    usage.commandListHeading("%nCommands:%n");
    usage.footerHeading("%n");
    line.getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, _ -> "%n".formatted());
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, CommandTree::options);
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, _ -> "");
    if (line.getCommandSpec().userObject() instanceof Action) {
      List<String> footer = new ArrayList<>(List.of(usage.footer()));
      footer.add(VARIABLES);
      usage.footer(footer.toArray(String[]::new));
    }
    line.getSubcommands().values().forEach(CommandTree::shape);
  }

  private static String options(Help help) {
    return groups(help.commandSpec()).stream()
        .map(group -> section(help, group.heading(), group.arguments(), group.options()))
        .collect(Collectors.joining());
  }

  /** What stands below one heading. */
  record Group(String heading, List<PositionalParamSpec> arguments, List<OptionSpec> options) {}

  /** The command's own first; none that are empty. */
  static List<Group> groups(CommandSpec command) {
    List<OptionSpec> own = new ArrayList<>(command.options());
    List<PositionalParamSpec> arguments = new ArrayList<>(command.positionalParameters());
    List<Group> groups = new ArrayList<>();
    boolean launch = command.userObject() instanceof LaunchCommand;
    for (CommandSpec mixin : mixins(command)) {
      arguments.removeAll(mixin.positionalParameters());
      if (mixin.userObject() instanceof OptionGroup group) {
        own.removeAll(mixin.options());
        // A screen has no room for both; the footer says that they work.
        if (!launch || group instanceof OutputOptions || group instanceof SourceOptions) {
          groups.add(new Group(group.heading(), mixin.positionalParameters(), mixin.options()));
        }
      }
    }
    groups.addFirst(new Group("Options", arguments, own));
    groups.removeIf(group -> group.options().isEmpty() && group.arguments().isEmpty());
    return groups;
  }

  private static List<CommandSpec> mixins(CommandSpec command) {
    List<CommandSpec> all = new ArrayList<>();
    for (CommandSpec mixin : command.mixins().values()) {
      all.add(mixin);
      all.addAll(mixins(mixin));
    }
    return all;
  }

  private static String section(
      Help help, String heading, List<PositionalParamSpec> arguments, List<OptionSpec> options) {
    CommandSpec command = help.commandSpec();
    // Of all options, so that the columns of all groups stand below each other.
    Help.Layout layout =
        help.createDefaultLayout(
            command.options(), command.positionalParameters(), help.colorScheme());
    layout.addPositionalParameters(arguments, help.createDefaultParamLabelRenderer());
    layout.addOptions(options, help.createDefaultParamLabelRenderer());
    return "%s:%n".formatted(heading) + layout;
  }
}
