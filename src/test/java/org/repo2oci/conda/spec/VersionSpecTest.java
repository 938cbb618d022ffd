package org.repo2oci.conda.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionSpecTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1.8;1.8.0;true",
        "1.8;1.8.1;false",
        "==1.8;1.8.0;true",
        "=1.8;1.8.1;true",
        "1.8.*;1.80;false",
        "1.8*;1.8.2;true",
        "1.8*;1.80;false",
        ">=1,<2|==3.1;1.5;true",
        ">=1,<2|==3.1;2.5;false",
        ">=1,<2|==3.1;3.1;true",
        ">=1,(<2|==3.1);3.1;true",
        "(>=1,<2)|>3;4;true",
        "!=1.8;1.8;false",
        "!=1.8;1.8.1;true",
        "!=1.8.*;1.8.1;false",
        "!=1.8.*;1.9;true",
        "~=0.5.3;0.5.2;false",
        "~=0.5.3;0.5.9;true",
        "~=0.5.3;0.6;false",
        ">=1.8.*;1.8;true",
        ">=1.8.*;1.7.9;false",
        "<=2.*;2.0;true",
        "<=2.*;2.1;false",
        ">0.23.*;0.23.1;true",
        "1.*.3;1.7.3;true",
        "1.*.3;1.7.4;false",
        "*.1.*,>=2;2.1.7;true",
        "*.1.*,>=2;1.1.7;false",
        "^1\\.[89]$;1.8;true",
        "^1\\.[89]$;1.10;false",
        "^(1|2)\\.0$|3.*;3.4;true",
        "*;7;true",
        "1.0@special;1.0;false",
        "2.7|>=3.5;2.7;true",
        "2.7|>=3.5;3.4;false",
        "<1.0.0rc2;1.0.0rc1;true",
        ">=1.23 , < 2.0;1.24;true",
        "=2.7|>=3.6;2.7.9;true",
        "==2.7.*|>=3.7;2.7.15;true"
      })
  void matchesAsCondaDoes(String spec, String version, boolean matches) {
    assertThat(VersionSpec.parse(spec).matches(CondaVersion.parse(version))).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "~=1", "~=1.2.*", "=>1.2", "<", "1.2,", "(1.2", "1.2)", "^1.2", "1.2$", "^[$", "|1",
        "><1"
      })
  void whatIsNoSpecIsRefused(String text) {
    assertThatThrownBy(() -> VersionSpec.parse(text)).isInstanceOf(SpecException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1.8;==1.8",
        "=1.8;1.8.*",
        ">=1,(<2|==3.1);>=1,(<2|==3.1)",
        "!=1.8.*;!=1.8.*",
        "~=1.4;~=1.4"
      })
  void whatIsPrintedIsReadAgain(String spec, String printed) {
    assertThat(VersionSpec.parse(spec)).hasToString(printed);
    assertThat(VersionSpec.parse(printed)).isEqualTo(VersionSpec.parse(spec));
  }

  @Test
  void deepParenthesesAreRefused() {
    assertThatThrownBy(() -> VersionSpec.parse("(".repeat(10_000) + "1" + ")".repeat(10_000)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("too many parentheses");
  }

  @Test
  void expressionsThatNeverEndDoNotMatch() {
    VersionSpec spec = VersionSpec.parse("^(a+)+(b+)+c$");

    assertThat(spec.matches(CondaVersion.parse("a".repeat(60)))).isFalse();
  }

  @Test
  void globsOfManyStarsAreQuick() {
    TextMatcher glob = TextMatcher.parse("*a".repeat(200) + "b");

    assertThat(glob.matches("a".repeat(2_000))).isFalse();
    assertThat(glob.matches("a".repeat(200) + "b")).isTrue();
  }
}
