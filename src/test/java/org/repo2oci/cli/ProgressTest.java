package org.repo2oci.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;

class ProgressTest {
  private final Program program = new Program();

  @BeforeEach
  void aBuild() {
    program.application.events.addAll(
        List.of(
            new BuildEvent.Started(Stage.FETCH),
            new BuildEvent.Finished(
                Stage.FETCH, "Cloned `demo` at `1234567`", Duration.ofMillis(84)),
            new BuildEvent.Started(Stage.DETECT),
            new BuildEvent.Noted(Stage.DETECT, "Using `requirements.txt`"),
            new BuildEvent.Warned("`setup.py` is not used"),
            new BuildEvent.Started(Stage.RESOLVE),
            new BuildEvent.Output(
                Stage.RESOLVE, "uv", "\u001b[1mResolved\u001b[0m 1\rResolved 212"),
            new BuildEvent.Progress(Stage.RESOLVE, "index", 5, 10),
            new BuildEvent.Finished(
                Stage.RESOLVE, "Resolved 212 packages", Duration.ofMillis(3149)),
            new BuildEvent.Started(Stage.PUSH),
            new BuildEvent.Output(Stage.PUSH, "x", "{\"phase\": \"ready\"}"),
            new BuildEvent.Finished(Stage.PUSH, "Pushed 2 layers", Duration.ofSeconds(125))));
  }

  @Test
  void isALineForWhatIsDone() throws IOException {
    Golden.check("progress-plain", program.run("build", ".").text());
  }

  @Test
  void showsWhatProgramsWriteWhenAsked() throws IOException {
    Golden.check("progress-verbose", program.run("build", ".", "--verbose").text());
  }

  @Test
  void isAnObjectALineForPrograms() throws IOException {
    Golden.check("progress-json", program.run("build", ".", "--json-logs").text());
  }

  @Test
  void isOnlyWarningsWhenQuiet() {
    assertThat(program.run("build", ".", "-q").err())
        .isEqualTo("warning: `setup.py` is not used\n");
    assertThat(program.run("build", ".", "--progress=none").err())
        .isEqualTo("warning: `setup.py` is not used\n");
  }

  @Test
  void isColouredOnlyWhenAsked() {
    assertThat(program.run("build", ".").err()).doesNotContain("\u001b");
    assertThat(program.run("build", ".", "--color=always").err())
        .contains("\u001b[1;33mwarning:\u001b[0m");
  }
}
