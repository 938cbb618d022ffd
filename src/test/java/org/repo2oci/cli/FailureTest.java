package org.repo2oci.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.repo2oci.failure.BuildFailure;

class FailureTest {
  private final Program program = new Program();

  private Program.Result failing(Throwable thrown, String... more) {
    program.application.thrown = thrown;
    String[] arguments = new String[more.length + 2];
    arguments[0] = "build";
    arguments[1] = ".";
    System.arraycopy(more, 0, arguments, 2, more.length);
    return program.run(arguments);
  }

  private static BuildFailure unsatisfiable() {
    return BuildFailure.input(
            "Cannot resolve `requirements.txt` at line 3: `numpy==99` was not found")
        .withDetail("Only the following versions are there:\n2.3.0\n2.3.1")
        .withHint("Ask for a version that exists")
        .withHint("Is `--index-url` right?");
  }

  @Test
  void saysWhatFailedWhyAndWhatToDo() throws IOException {
    Golden.check("failure-input", failing(unsatisfiable()).text());
  }

  @Test
  void isOneLineOfJsonThatHoldsEverything() throws IOException {
    Golden.check("failure-json", failing(unsatisfiable(), "--json-logs").text());
  }

  @Test
  void ofTheMachineIsAnotherExitCode() {
    Program.Result result = failing(BuildFailure.environment("Cannot push").withHint("Try again"));

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).isEqualTo("error: Cannot push\n\nhint: Try again\n");
  }

  @Test
  void ofInputAndOutputIsTheMachines() {
    Program.Result result =
        failing(
            new UncheckedIOException(
                new FileSystemException("/cache/x", null, "No space left on device")));

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).contains("`FileSystemException: /cache/x: No space left on device`");
  }

  @Test
  void fromAnotherThreadIsUnwrapped() {
    assertThat(failing(new CompletionException(unsatisfiable())).code()).isEqualTo(1);
  }

  @Test
  void aCauseIsNamedWhereNoDetailIs() {
    Program.Result result =
        failing(BuildFailure.environment("Cannot load").withCause(new IOException("no socket")));

    assertThat(result.err()).contains("  Caused by: no socket\n");
  }

  @Test
  void writesNothingToStandardOutput() {
    assertThat(failing(unsatisfiable()).out()).isEmpty();
  }

  @Nested
  class Bug {
    private final IllegalStateException bug = new IllegalStateException("impossible");

    @Test
    void saysWhereInOneLine() {
      Program.Result result = failing(bug);

      assertThat(result.code()).isEqualTo(70);
      assertThat(result.err())
          .startsWith("error: Unexpected failure: `IllegalStateException: impossible`\n")
          .contains("  Caused by: at org.repo2oci.cli.FailureTest$Bug.<init>(FailureTest.java:")
          .contains("hint: This is a bug; report it with the lines that `--debug` adds\n")
          .doesNotContain("\tat ");
    }

    @Test
    void showsTheStackOnlyWithDebug() {
      assertThat(failing(bug, "--debug").err()).contains("\tat org.repo2oci.cli.FailureTest$Bug");
    }

    @Test
    void keepsTheStackApartInJson() {
      assertThat(failing(bug, "--debug", "--json-logs").err())
          .contains("\"phase\": \"failed\", \"exc_info\": \"java.lang.IllegalStateException")
          .hasLineCount(1);
    }
  }

  @Nested
  class Secrets {
    @Test
    void inUrlsAreHidden() {
      assertThat(
              failing(BuildFailure.environment("GET https://me:pass@example.org/x?token=abc"))
                  .err())
          .isEqualTo("error: GET https://***@example.org/x?token=***\n");
    }

    @Test
    void ofTheEnvironmentAreHidden() {
      program.environment.put("QUAY_PASSWORD", "hunter2hunter2");

      assertThat(failing(BuildFailure.environment("got hunter2hunter2")).err())
          .isEqualTo("error: got ***\n");
    }

    @Test
    void areHiddenInStackTraces() {
      assertThat(failing(new IllegalStateException("https://me:pass@example.org"), "--debug").err())
          .doesNotContain("pass@");
    }
  }
}
