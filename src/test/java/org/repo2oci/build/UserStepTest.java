package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserStepTest {
  private static final String NODE =
      "The image has no Node.js: write `nodejs` and `npm` into apt.txt, one a line";

  private static Optional<String> hint(int exitCode, String... lines) {
    return UserStep.hint(exitCode, List.of(lines), false);
  }

  @Test
  void namesTheLinesOfNodeWhateverTheExitCode() {
    assertThat(hint(127, "./postBuild: 2: npm: not found")).contains(NODE);
    assertThat(
            hint(
                1,
                "An error occurred.",
                "ValueError: Please install Node.js and npm before continuing installation.",
                "See the log file for details: /tmp/jupyterlab-debug.log"))
        .contains(NODE);
  }

  @Test
  void namesAnotherProgramOnlyWhereThatEndedTheStep() {
    assertThat(hint(127, "./postBuild: 2: julia: not found"))
        .contains("The image has no `julia`: name the Debian package that has it in apt.txt");
    assertThat(hint(1, "./postBuild: 2: julia: not found", "later")).isEmpty();
  }

  @Test
  void thinksOfTheFirstLineWhereTheFileItselfCannotBeRun() {
    assertThat(hint(127, "/bin/sh: 1: exec: ./postBuild: not found"))
        .hasValueSatisfying(text -> assertThat(text).contains("Windows line endings"));
    assertThat(hint(126)).hasValueSatisfying(text -> assertThat(text).contains("first line"));
  }

  @Test
  void tellsOfMemoryWhereItWasKilled() {
    assertThat(hint(137)).hasValueSatisfying(text -> assertThat(text).contains("this machine"));
    assertThat(UserStep.hint(137, List.of(), true))
        .hasValueSatisfying(text -> assertThat(text).contains("`--build-memory-limit`"));
  }
}
