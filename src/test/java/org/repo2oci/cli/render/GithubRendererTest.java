package org.repo2oci.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;

class GithubRendererTest {
  @TempDir private Path root;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Renderer renderer;

  @BeforeEach
  void begin() throws Exception {
    Files.createDirectories(root.resolve("binder"));
    Files.writeString(root.resolve("requirements.txt"), "numpy==99\n");
    Files.writeString(root.resolve("binder/environment.yml"), "x\n");
    Files.writeString(root.resolve("apt.txt"), "nothing\n");
    renderer =
        new GithubRenderer(
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Detail.VERBOSE,
            new Palette(false),
            Redaction.of(Map.of("PASSWORD", "wonderland")),
            new RepositoryLines(root, List.of("", "binder")));
  }

  private String failed(BuildFailure failure) {
    renderer.failed(FailureText.of(failure, false));
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aFailureStandsOnTheLineOfItsFile() {
    assertThat(
            failed(
                BuildFailure.input(
                        "Cannot resolve `requirements.txt` at line 3: `numpy==99` was not found")
                    .withHint("Ask for 100%")))
        .isEqualTo(
            """
            error: Cannot resolve `requirements.txt` at line 3: `numpy==99` was not found

            hint: Ask for 100%
            ::error title=repo2oci,file=requirements.txt,line=3::Cannot resolve `requirements.txt` \
            at line 3: `numpy==99` was not found%0A%0Ahint: Ask for 100%25
            """);
  }

  @Test
  void linesOfDetailsBelongToTheFileOfTheMessage() {
    assertThat(
            failed(
                BuildFailure.input("Cannot install what `apt.txt` lists: 2 packages are unknown")
                    .withDetail("`nothing` at line 1, `none` at line 7")))
        .contains("file=apt.txt,line=1::", "file=apt.txt,line=7::");
  }

  @Test
  void aFileOfTheBinderFolderIsFound() {
    assertThat(failed(BuildFailure.input("Cannot read `environment.yml` at line 2, column 5: x")))
        .contains("file=binder/environment.yml,line=2::");
  }

  @Test
  void aFileThatIsNotThereHasNoLine() {
    assertThat(failed(BuildFailure.input("Cannot read `../secret` at line 2")))
        .endsWith("::error title=repo2oci::Cannot read `../secret` at line 2\n");
  }

  @Test
  void programsDoNotCommandTheRunner() {
    renderer.accept(new BuildEvent.Output(Stage.STEP, "postBuild", "##[set-output name=x]y"));
    renderer.accept(new BuildEvent.Noted(Stage.STEP, "::add-mask::x"));

    assertThat(failed(BuildFailure.input("Cannot go on").withDetail("a\n  ::stop-commands::x")))
        .startsWith("postBuild | ## [set-output name=x]y\n: :add-mask::x\n")
        .contains("\n      : :stop-commands::x\n")
        .doesNotContainPattern("(?m)^\\s*::(?!error )");
  }

  @Test
  void aWarningIsShownAtTheTopWithoutItsSecrets() {
    renderer.accept(new BuildEvent.Warned("`wonderland` is\nno file"));

    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("::warning title=repo2oci::`***` is no file\n");
  }
}
