package org.repo2oci.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.cli.application.HostSettings;

class DisplayTest {
  private static HostSettings host(boolean terminal, String... variables) {
    Map<String, String> environment = new HashMap<>(Map.of("TERM", "xterm"));
    for (String variable : variables) {
      String[] parts = variable.split("=", 2);
      environment.put(parts[0], parts[1]);
    }
    Path root = Path.of("/");
    return new HostSettings(
        environment, Optional.empty(), root, root, root, terminal, terminal, 1, 1);
  }

  private static Class<?> chosen(ProgressMode mode, Detail detail, HostSettings host) {
    PrintStream err = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    try (Renderer renderer =
        new Display(mode, ColorMode.AUTO, detail, false)
            .renderer(host, err, Redaction.of(Map.of()))) {
      return renderer.getClass();
    }
  }

  @Test
  void aPersonAtATerminalSeesBars() {
    assertThat(chosen(ProgressMode.AUTO, Detail.NORMAL, host(true))).isEqualTo(TtyRenderer.class);
  }

  @ParameterizedTest
  @CsvSource({"CI=true", "TERM=dumb", "NO_PROGRESS=1"})
  void aVariableTurnsBarsOff(String variable) {
    assertThat(chosen(ProgressMode.AUTO, Detail.NORMAL, host(true, variable)))
        .isEqualTo(LineRenderer.class);
  }

  @Test
  void logsAndVerboseBuildsAreLines() {
    assertThat(chosen(ProgressMode.AUTO, Detail.NORMAL, host(false))).isEqualTo(LineRenderer.class);
    assertThat(chosen(ProgressMode.AUTO, Detail.VERBOSE, host(true))).isEqualTo(LineRenderer.class);
  }

  @Test
  void theUsersWordGoesFirst() {
    assertThat(chosen(ProgressMode.TTY, Detail.NORMAL, host(false, "CI=true")))
        .isEqualTo(TtyRenderer.class);
    assertThat(chosen(ProgressMode.JSON, Detail.NORMAL, host(true))).isEqualTo(JsonRenderer.class);
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO,true,X=,true",
    "AUTO,false,X=,false",
    "AUTO,true,NO_COLOR=1,false",
    "AUTO,true,NO_COLOR=,true",
    "AUTO,false,CLICOLOR_FORCE=1,true",
    "AUTO,false,CLICOLOR_FORCE=0,false",
    "AUTO,true,TERM=dumb,false",
    "ALWAYS,false,NO_COLOR=1,true",
    "NEVER,true,CLICOLOR_FORCE=1,false"
  })
  void coloursFollowTheUserThenTheVariablesThenTheTerminal(
      ColorMode mode, boolean terminal, String variable, boolean on) {
    assertThat(mode.palette(host(terminal, variable), terminal).on()).isEqualTo(on);
  }
}
