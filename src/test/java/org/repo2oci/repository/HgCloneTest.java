package org.repo2oci.repository;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HgCloneTest {
  @ParameterizedTest
  @CsvSource({
    "https://github.com/a/b,false",
    "https://user@gitlab.com/a/b,false",
    "https://example.org/a.git,false",
    "https://example.org/a,true",
    "ssh://hg@example.org/a,true",
  })
  void hostsOfGitAloneAreNotAsked(String url, boolean asked) {
    assertThat(HgClone.mayBe(url)).isEqualTo(asked);
  }
}
