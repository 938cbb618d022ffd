package org.repo2oci.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  private static final int SCREEN_LINES = 72;
  private static final int SCREEN_COLUMNS = 100;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "build",
        "launch",
        "lock",
        "plan",
        "inspect",
        "diff",
        "hub-config",
        "cache",
        "cache ls",
        "cache prune",
        "version"
      })
  void helpOfEveryCommandFitsAScreen(String command) throws IOException {
    Program.Result help = new Program().run((command + " --help").strip().split(" "));

    assertThat(help.code()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out().lines().count()).isLessThanOrEqualTo(SCREEN_LINES);
    assertThat(help.out().lines()).allMatch(line -> line.length() <= SCREEN_COLUMNS);
    Golden.check("help" + (command.isEmpty() ? "" : "-" + command.replace(' ', '-')), help.text());
  }

  @Test
  void theHelpCommandShowsTheSame() {
    String asOption = new Program().run("build", "--help").out();

    assertThat(new Program().run("help", "build").out()).isEqualTo(asOption);
  }

  @Test
  void launchTakesTheOptionsItDoesNotList() {
    Program program = new Program();

    assertThat(program.run("launch", ".", "--base-image", "quay.io/a/b:1").code()).isZero();
  }

  @Test
  void helpIsColouredOnlyWhereAskedFor() {
    Program program = new Program();

    assertThat(program.run("--help").out()).doesNotContain("\u001b");
    program.environment.put("CLICOLOR_FORCE", "1");
    assertThat(program.run("--help").out()).contains("\u001b[1mbuild");
    program.environment.put("NO_COLOR", "1");
    assertThat(program.run("--help").out()).doesNotContain("\u001b");
  }

  @Test
  void bothWaysToTheVersionAgree() {
    assertThat(new Program().run("--version").out()).isEqualTo(new Program().run("version").out());
  }
}
