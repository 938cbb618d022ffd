package org.repo2oci.cli.command;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.repo2oci.cli.Golden;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class OptionsTest {
  @Test
  void everyOptionDefaultAndVariableIsWrittenDown() throws IOException {
    StringBuilder text = new StringBuilder();
    for (List<String> command :
        List.of(
            List.of("launch"),
            List.of("build"),
            List.of("plan"),
            List.of("lock"),
            List.of("inspect"),
            List.of("diff"),
            List.of("cache", "ls"),
            List.of("cache", "prune"),
            List.of("version"))) {
      CommandLine line = CommandTree.create(command, false);
      for (String name : command) {
        line = Objects.requireNonNull(line.getSubcommands().get(name));
      }
      text.append(String.join(" ", command)).append('\n');
      for (OptionSpec option : line.getCommandSpec().options()) {
        text.append("  ").append(String.join(", ", option.names()));
        text.append(option.usageHelp() ? "" : "  " + EnvironmentOptions.variable(option));
        String about = String.join(" ", option.description());
        int fallback = about.indexOf("(default: ");
        text.append(fallback < 0 ? "" : "  " + about.substring(fallback)).append('\n');
      }
    }
    Golden.check("options", text.toString());
  }
}
