package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.build.Appendix.Instruction;
import org.repo2oci.failure.BuildFailure;

class AppendixTest {
  @Test
  void readsCommandsOverSeveralLines() {
    assertThat(
            Appendix.parse(
                """
                # first
                run echo one && \\
                  # between
                  echo "two"
                RUN ["cat", "a b"]
                RUN [ -e x ]
                """))
        .containsExactly(
            new Instruction.Run(List.of("echo one &&    echo \"two\""), true, 2),
            new Instruction.Run(List.of("cat", "a b"), false, 5),
            new Instruction.Run(List.of("[ -e x ]"), true, 6));
  }

  @Test
  void readsWhatIsCopiedAndSet() {
    assertThat(
            Appendix.parse(
                """
                COPY --chown=${NB_USER} --chmod=755 src/a src/b /opt/
                ENV A=1 B="two words" C=x\\ y
                ENV OLD the rest of it
                LABEL org.example.a=b "c"=d
                ARG X=1 Y
                USER root
                """))
        .containsExactly(
            new Instruction.Copy(
                List.of("src/a", "src/b"),
                "/opt/",
                Optional.of("${NB_USER}"),
                Optional.of("755"),
                1),
            new Instruction.Env(Map.of("A", "1", "B", "\"two words\"", "C", "x\\ y"), 2),
            new Instruction.Env(Map.of("OLD", "the rest of it"), 3),
            new Instruction.Label(Map.of("org.example.a", "b", "c", "d"), 4),
            new Instruction.Arg(Map.of("X", Optional.of("1"), "Y", Optional.empty()), 5),
            new Instruction.User("root", 6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FROM debian",
        "ADD https://example.org/x /",
        "CMD [\"x\"]",
        "ENTRYPOINT x",
        "WORKDIR /",
        "SHELL [\"bash\"]",
        "RUN",
        "RUN --mount=type=ssh true",
        "RUN <<EOF",
        "COPY --from=other /a /b",
        "COPY a",
        "ENV A",
        "ENV A=\"open",
        "LABEL =x",
        "nonsense"
      })
  void namesTheLineThatCannotBe(String line) {
    assertThatThrownBy(() -> Appendix.parse("USER root\n\n" + line))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("line 3 of the appendix");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "$A,one",
        "x${A}y,xoney",
        "\"$A b\",one b",
        "'$A',$A",
        "\\$A,$A",
        "${NONE},||",
        "${NONE:-other},other",
        "${A:-other},one",
        "${A:+other},other",
        "${NONE:+other},||",
        "a\\ b,a b",
        "it\"'\"s,it's"
      })
  void replacesVariables(String word, String expected) {
    assertThat(DockerfileWords.expanded(word, Map.of("A", "one"))).isEqualTo(expected);
  }
}
