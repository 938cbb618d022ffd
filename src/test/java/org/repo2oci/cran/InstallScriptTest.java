package org.repo2oci.cran;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.cran.spec.InstallScript;

class InstallScriptTest {
  private static InstallScript script(String text) {
    return InstallScript.parse(text.getBytes(StandardCharsets.UTF_8), "install.R");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "install.packages(c('dplyr', \"tidyr\"))",
        "install.packages(pkgs = c('dplyr', 'tidyr'), dep = FALSE)",
        "install.packages('dplyr'); install.packages('tidyr')",
        "utils::install.packages(c(\n  'dplyr', # a comment, 'gone'\n  'tidyr'\n))",
        "wanted <- c('dplyr', 'tidyr')\ninstall.packages(wanted)",
        "wanted = c('dplyr', 'tidyr')\n"
            + "install.packages(wanted[!(wanted %in% rownames(installed.packages()))])",
        "install.packages(c(r\"(dplyr)\", R\"--[tidyr]--\"))",
        "if (!require(dplyr)) install.packages(\"dplyr\")\nprint('install.packages(\"x\")')\n"
            + "install.packages(\"tidyr\", repos = 'https://cran.example.org')"
      })
  void readsWhatIsWrittenThere(String text) {
    assertThat(script(text).packages()).containsExactly("dplyr", "tidyr");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "install.packages(readLines('list.txt'))",
        "install.packages(paste0('dp', 'lyr'))",
        "x <- c('a1'); x <- c(x, 'b1'); install.packages(x)",
        "install.packages('ours_1.0.tar.gz', repos = NULL)",
        "install.packages('dplyr', lib = '/elsewhere')",
        "# install.packages('dplyr')",
        "install.packages('dplyr', repos = mirror())",
        "install.packages("
      })
  void leavesTheRestToTheScript(String text) {
    assertThat(script(text).packages()).isEmpty();
  }

  @Test
  void keepsRepositoriesLinesAndSuggestions() {
    InstallScript script =
        script(
            "\n\ninstall.packages('a1', repos = c(CRAN = 'https://x.example.org'), dependencies = TRUE)");
    assertThat(script.installs())
        .containsExactly(
            new InstallScript.Install(
                java.util.List.of("a1"), java.util.List.of("https://x.example.org"), true, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "install.packages('dplyr')",
        "library(devtools)\ninstall_github('a/b', ref = 'c')",
        "source('https://example.org/biocLite.R')\nbiocLite('graph')",
        "one <- function(name) install.packages(name)\none('dplyr')"
      })
  void needsNothingOfTheRepository(String text) {
    assertThat(script(text).selfContained()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "source('R/packages.R')",
        "lapply(list.files('R'), source)",
        "install.packages('ours_1.0.tar.gz', repos = NULL)",
        "devtools::install('.')",
        "remotes::install_local()",
        "renv::restore()",
        "whatever::it_is()"
      })
  void mayReadTheRepository(String text) {
    assertThat(script(text).selfContained()).isFalse();
  }
}
