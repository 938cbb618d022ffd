package org.repo2oci.cli.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.repo2oci.failure.BuildFailure;

class ShellWordsTest {
  private static List<String> split(String text) {
    return ShellWords.split("X", text);
  }

  @Test
  void splitsAsAShellDoes() {
    assertThat(split("  --a=b  'c d'\t\"e $f\" g\\ h i'j'\"k\" '' \n"))
        .containsExactly("--a=b", "c d", "e $f", "g h", "ijk", "");
    assertThat(split("\"a\\\"b\\c\" 'd\\'")).containsExactly("a\"b\\c", "d\\");
    assertThat(split("a\\\nb")).containsExactly("ab");
  }

  @Test
  void runsAndExpandsNothing() {
    assertThat(split("$(id) `id` ; * ~ $HOME"))
        .containsExactly("$(id)", "`id`", ";", "*", "~", "$HOME");
  }

  @Test
  void aQuoteThatIsNotClosedIsTheUsersToMend() {
    assertThatThrownBy(() -> split("--a 'b"))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot use the input `X`: a quote is not closed");
  }
}
