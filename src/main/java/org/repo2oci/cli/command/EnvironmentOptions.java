package org.repo2oci.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.failure.BuildFailure;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Options that the environment sets: {@code REPO2OCI_BASE_IMAGE} for {@code --base-image}. The
 * command line goes first; a list has one value a line.
 */
public final class EnvironmentOptions {
  private static final String PREFIX = "REPO2OCI_";

  private EnvironmentOptions() {}

  /** The variable of an option; nothing else may decide its name. */
  static String variable(OptionSpec option) {
    String name = option.longestName().replaceFirst("^--?", "");
    return PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Sets every option that is not on the command line and has a variable. */
  public static void apply(ParseResult parsed, HostSettings host) {
    CommandSpec command = parsed.commandSpec();
    for (OptionSpec option : command.options()) {
      if (!option.usageHelp() && !option.versionHelp() && !parsed.hasMatchedOption(option)) {
        String variable = variable(option);
        host.variable(variable).ifPresent(value -> set(option, variable, value));
      }
    }
  }

  /** The variables that count for this command, for a message. */
  public static List<String> inUse(CommandSpec command, HostSettings host) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : command.options()) {
      host.variable(variable(option)).ifPresent(_ -> names.add(variable(option)));
    }
    return names;
  }

  private static void set(OptionSpec option, String variable, String value) {
    if (option.isMultiValue()) {
      option.setValue(new ArrayList<>(value.lines().filter(line -> !line.isBlank()).toList()));
    } else if (option.arity().max() == 0) {
      option.setValue(flag(variable, value));
    } else {
      option.setValue(value);
    }
  }

  private static boolean flag(String variable, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "true", "yes", "on" -> true;
      case "0", "false", "no", "off" -> false;
      default ->
          throw BuildFailure.usage("Invalid value for `%s`: `%s`".formatted(variable, value))
              .withHint("Use `true` or `false`");
    };
  }
}
