package org.repo2oci.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.failure.BuildFailure;

class GitFailuresTest {
  private static final GitUrl URL = GitUrl.parse("https://ada:hunter2@example.org/demo.git");

  /** What git 2.39 and 2.47 say. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fatal: could not read Username for 'https://example.org': terminal prompts disabled"
            + "|git has no valid credentials for it|INPUT",
        "fatal: Authentication failed for 'https://example.org/demo.git/'"
            + "|git has no valid credentials for it|INPUT",
        "git@example.org: Permission denied (publickey).|ssh refused|INPUT",
        "Host key verification failed.|ssh refused|INPUT",
        "remote: Repository not found.|there is no such repository|INPUT",
        "fatal: repository 'https://example.org/demo.git/' not found"
            + "|there is no such repository|INPUT",
        "fatal: unable to access 'https://example.org/demo.git/': Could not resolve host: x"
            + "|git failed|ENVIRONMENT",
        "fatal: the remote end hung up unexpectedly|git failed|ENVIRONMENT",
      })
  void sayWhatGitMeant(String said, String reason, BuildFailure.Kind kind) {
    BuildFailure failure = GitFailures.cannotClone(URL, List.of(said));
    assertThat(failure).hasMessage("Cannot clone `https://example.org/demo.git`: %s", reason);
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.details()).containsExactly(said);
    assertThat(failure.hints()).hasSize(1);
  }
}
