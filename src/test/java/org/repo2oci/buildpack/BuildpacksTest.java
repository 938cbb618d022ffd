package org.repo2oci.buildpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.failure.BuildFailure;

class BuildpacksTest {
  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name).resolve("buildpack.yml");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void readsThoseThatAreShipped() {
    Buildpacks buildpacks = Buildpacks.load(Path.of("buildpacks"));
    assertThat(buildpacks.all())
        .extracting(Buildpack::name)
        .containsExactly(
            "base",
            "jupyter",
            "system",
            "dockerfile",
            "julia",
            "nix",
            "r",
            "rstudio",
            "conda",
            "pipfile",
            "python",
            "apt",
            "postbuild",
            "start");
    assertThat(buildpacks.named("python").orElseThrow().file()).isRegularFile();
    assertThat(buildpacks.named("nothing")).isEmpty();
  }

  @Test
  void letsAUserAddOneAndReplaceAnother() throws IOException {
    write("mine", "name: mine\ndescription: d\norder: 5\nrole: always\nenvironment: {A: b}\n");
    write("start", "name: start\ndescription: other\norder: 1\nuv: {version: 1}\n");
    Buildpacks buildpacks = Buildpacks.load(Path.of("buildpacks")).with(folder);
    assertThat(buildpacks.named("mine").orElseThrow().environment()).containsEntry("A", "b");
    assertThat(buildpacks.named("start").orElseThrow().description()).isEqualTo("other");
    assertThat(buildpacks.named("start").orElseThrow().work()).containsExactly("uv");
    assertThat(Buildpacks.load(Path.of("buildpacks")).with(folder.resolve("mine")).named("mine"))
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "name: a;description: d;order: 1;colour: red|4|`colour` is not one of",
        "name: a;description: d;order: one|3|`one` is not a number",
        "name: A;description: d;order: 1|1|`A` is not a name in lower case",
        "description: d;order: 1|1|`name` is missing",
        "name: a;name: b|2|`name` is there twice",
        "name: a;description: *x;order: 1|2|aliases are not allowed",
        "name: [|1|it is not valid YAML",
        "- a|1|keys and values are wanted here",
        "name: a;description: d;order: 1;fallback: yes|4|`yes` is neither `true` nor `false`",
        "name: a;description: d;order: 1;role: king|4|`king` is not one of `always`,"
            + " `environment`, `addition`",
        "name: a;description: d;order: 1;detects: [{file: ../x, does: y}]|4|`../x` is not a"
            + " file's name",
        "name: a;description: d;order: 1;detects:;- file: x;  does: y;  sees: z|7|`sees` is not",
        "name: a;description: d;order: 1;environment: {A: $(id)}|4|`$(id)` may name only",
        "name: a;description: d;order: 1;environment: {PATH: x}|4|`PATH` is not a variable",
        "name: a;description: d;order: 1;with: [ghost];fallback: true|1|`with` names `ghost`",
      })
  void saysWhichLineIsWrong(String lines, int line, String reason) throws IOException {
    Path file = write("wrong", lines.replace(';', '\n'));
    assertThatThrownBy(() -> Buildpacks.load(folder))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("Cannot read `%s` at line %d: %s", file, line, reason);
  }

  @Test
  void saysThatThereIsNone() {
    assertThatThrownBy(() -> Buildpacks.load(folder))
        .hasMessage("Cannot find a `buildpack.yml` in `%s`", folder);
    assertThatThrownBy(() -> Buildpacks.load(folder.resolve("nothing")))
        .hasMessage("Cannot read the buildpacks in `%s`", folder.resolve("nothing"));
  }
}
