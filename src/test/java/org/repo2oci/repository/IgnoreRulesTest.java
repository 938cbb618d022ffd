package org.repo2oci.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreRulesTest {
  /** Rows after the documentation of Docker's build context and of Go's filepath.Match. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data|data|true",
        "data|data/a/b|true",
        "data|other/data|false",
        "/data/|data/x|true",
        "./a/../b|b|true",
        "*.md|README.md|true",
        "*.md|docs/README.md|false",
        "*/temp*|a/temporary.txt|true",
        "*/temp*|a/b/temporary.txt|false",
        "*/*/temp*|a/b/temp|true",
        "temp?|tempa|true",
        "temp?|temp|false",
        "temp?|temp/|false",
        "**/*.go|a.go|true",
        "**/*.go|a/b/c.go|true",
        "a/**/b|a/b|true",
        "a/**/b|a/x/y/b|true",
        "a/**|a/x/y|true",
        "a/**|a|false",
        "**|anything/at/all|true",
        "x**y|xaby|false",
        "x**y|xa/by/y|true",
        "[a-c]x|bx|true",
        "[^a-c]x|bx|false",
        "[!a-c]x|dx|true",
        "[]x|[]x|true",
        "[a-c|[a-c|true",
        "a\\*b|a*b|true",
        "a\\*b|axb|false",
        "a.b|axb|false",
        "a+(b)|a+(b)|true",
        "*.md;!README.md|README.md|false",
        "*.md;!README*.md;README-secret.md|README-secret.md|true",
        "*.md;README-secret.md;!README*.md|README-secret.md|false",
        "data;!data/keep|data/keep/x|false",
        "data;!data/keep|data/x|true",
        "!data;data|data|true",
        "# data|# data|false",
        ".|a|false",
        "!|a|false",
        "\u00e4*|\u00e4\u00f6|true",
      })
  void followsDockersRules(String lines, String path, boolean ignored) {
    assertThat(IgnoreRules.of(lines.replace(';', '\n')).ignores(path)).isEqualTo(ignored);
  }

  @Test
  void takesNoLongerForAHostilePattern() {
    IgnoreRules rules = IgnoreRules.of("**/" + "*a".repeat(100) + "b");
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(rules.ignores("a".repeat(250))).isFalse());
  }
}
