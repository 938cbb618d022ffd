package org.repo2oci.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completion and manual, read by the programs that people read them with. */
class ShellTextsTest {
  @TempDir private Path folder;

  private record Ended(int code, String out) {}

  private Ended run(String... words) throws Exception {
    Process process;
    try {
      ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
      builder.environment().put("HOME", folder.toString());
      builder.environment().put("MANROFFOPT", "");
      process = builder.start();
    } catch (IOException e) {
      assumeTrue(false, words[0] + " is not on this machine");
      throw e;
    }
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out);
  }

  private Path completion(String shell) throws Exception {
    Program.Result result = new Program().run("completion", shell);
    assertThat(result.code()).isZero();
    return Files.writeString(folder.resolve("completion." + shell), result.out());
  }

  @Test
  void bashCompletesCommandsAndOptions() throws Exception {
    String script =
        """
        source %s
        complete_line() { COMP_WORDS=(repo2oci "$@"); COMP_CWORD=$#; COMPREPLY=(); _complete_repo2oci 2>/dev/null; echo "${COMPREPLY[@]}"; }
        complete_line hu
        complete_line hub-config --def
        complete_line cache pr
        """
            .formatted(completion("bash"));

    assertThat(run("bash", "--norc", "-c", script).out().lines().map(String::strip))
        .containsExactly("hub-config", "--default-url", "prune");
  }

  @Test
  void zshReadsTheSameScript() throws Exception {
    String script =
        "autoload -Uz compinit && compinit -u -d %s && source %s && print ${_comps[repo2oci]}"
            .formatted(folder.resolve("dump"), completion("zsh"));

    Ended ended = run("zsh", "-f", "-c", script);

    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(ended.out()).contains("_complete_repo2oci");
  }

  @Test
  void fishCompletesCommandsAndOptionsWithTheirMeaning() throws Exception {
    Path script = completion("fish");

    assertThat(
            run("fish", "-N", "-c", "source %s; complete -C 'repo2oci hu'".formatted(script)).out())
        .isEqualTo("hub-config\tWrite the lines with which a hub offers an image\n");
    assertThat(
            run(
                    "fish",
                    "-N",
                    "-c",
                    "source %s; complete -C 'repo2oci cache prune --older'".formatted(script))
                .out())
        .startsWith("--older-than");
    assertThat(
            run(
                    "fish",
                    "-N",
                    "-c",
                    "source %s; complete -C 'repo2oci build --urlp'".formatted(script))
                .out())
        .isEmpty();
  }

  @Test
  void anotherShellIsAUsageError() {
    Program.Result result = new Program().run("completion", "powershell");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("`powershell`: it is none of bash, zsh, fish");
  }

  private List<Path> pages() throws Exception {
    assertThat(new Program().run("man-pages", folder.resolve("man").toString()).code()).isZero();
    try (Stream<Path> pages = Files.list(folder.resolve("man"))) {
      return pages.sorted().toList();
    }
  }

  @Test
  void everyVisibleCommandHasAPageOfItsHelp() throws Exception {
    List<Path> pages = pages();

    assertThat(pages.stream().map(page -> page.getFileName().toString()))
        .contains("repo2oci.1", "repo2oci-build.1", "repo2oci-cache-prune.1")
        .doesNotContain("repo2oci-man-pages.1");
    assertThat(folder.resolve("man/repo2oci-build.1"))
        .content()
        .contains("\\fB\\-\\-base\\-image\\fP=\\fIIMAGE\\fP", "\\fBREPO2OCI_BASE_IMAGE\\fP");
  }

  @Test
  void mandocFindsNothingWrongWithThePages() throws Exception {
    List<String> words = new ArrayList<>(List.of("mandoc", "-Tlint", "-Wwarning"));
    pages().forEach(page -> words.add(page.toString()));

    Ended ended = run(words.toArray(String[]::new));

    // A date would make the pages of one version differ.
    assertThat(ended.out().lines().filter(line -> !line.contains("missing date"))).isEmpty();
  }
}
