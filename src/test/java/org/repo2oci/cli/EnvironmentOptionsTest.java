package org.repo2oci.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.repo2oci.cli.application.BuildArguments;

class EnvironmentOptionsTest {
  private final Program program = new Program();

  private BuildArguments built(String... arguments) {
    assertThat(program.run(arguments).err()).isEmpty();
    return (BuildArguments) program.application.asked.getFirst();
  }

  @Test
  void aVariableSetsAnOption() {
    program.environment.put("REPO2OCI_USER_NAME", "ada");

    assertThat(built("build", ".").image().userName()).isEqualTo("ada");
  }

  @Test
  void theCommandLineGoesFirst() {
    program.environment.put("REPO2OCI_USER_NAME", "ada");

    assertThat(built("build", ".", "--user-name=eve").image().userName()).isEqualTo("eve");
  }

  @Test
  void aListHasOneValueALine() {
    program.environment.put(
        "REPO2OCI_EXTRA_INDEX_URL", "https://a.example.org\n\nhttps://b.example.org\n");

    assertThat(built("build", ".").resolve().extraIndexUrls())
        .containsExactly(URI.create("https://a.example.org"), URI.create("https://b.example.org"));
  }

  @Test
  void aFlagIsTrueOrFalse() {
    program.environment.put("REPO2OCI_PUSH", "1");
    assertThat(built("build", ".", "-t", "x").push()).isTrue();

    program.application.asked.clear();
    program.environment.put("REPO2OCI_PUSH", "off");
    assertThat(built("build", ".", "-t", "x").push()).isFalse();
    program.application.asked.clear();
    assertThat(built("build", ".", "-t", "x", "--push").push()).isTrue();
  }

  @Test
  void anEmptyVariableIsNone() {
    program.environment.put("REPO2OCI_USER_NAME", "");

    assertThat(built("build", ".").image().userName()).isEqualTo("jovyan");
  }

  @Test
  void aWrongValueNamesTheVariables() {
    program.environment.put("REPO2OCI_THREADS", "many");

    assertThat(program.run("build", ".").err())
        .startsWith("error: Invalid value for `--threads`: `many` is not a number\n")
        .contains("hint: These variables set options too: `REPO2OCI_THREADS`\n");
  }
}
