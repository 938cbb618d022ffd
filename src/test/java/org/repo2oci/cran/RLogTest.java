package org.repo2oci.cran;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.repo2oci.failure.BuildFailure;

class RLogTest {
  private final RLog log = new RLog(Map.of("libxml/tree.h", "libxml2-dev", "gsl", "libgsl-dev"));

  private BuildFailure failure(int exitCode, String output) {
    output.lines().forEach(log::line);
    return log.failure("install.R", exitCode).orElseThrow();
  }

  @Test
  void warningsOfOtherKindsAreNone() {
    log.line("Warning: package ‘parallel’ is a base package, and should not be updated");
    log.line("there is no package called ‘dplyr’");
    assertThat(log.failure("install.R", 0)).isEmpty();
  }

  @Test
  void aPackageThatIsNotAvailableIsAFailure() {
    BuildFailure failure =
        failure(
            0,
            """
            Warning: package ‘dplyrr’ is not available for this version of R

            A version of this package for your version of R might be available elsewhere,
            """);
    assertThat(failure.message())
        .isEqualTo(
            "Cannot build the image: `install.R` wants the R package `dplyrr`, which is not"
                + " available");
    assertThat(failure.hints()).singleElement().asString().contains("capitals count");
  }

  @Test
  void dependenciesAreNamedAndNotWhatNeedsThem() {
    assertThat(
            failure(0, "Warning: dependencies ‘a1’, ‘b2’ are not available for package ‘c3’")
                .message())
        .contains("`a1`, `b2`")
        .doesNotContain("c3");
  }

  @Test
  void aRepositoryThatCannotBeReachedIsSaid() {
    BuildFailure failure =
        failure(
            0,
            """
            Warning: unable to access index for repository https://x.example.org/src/contrib:
              cannot open URL 'https://x.example.org/src/contrib/PACKAGES'
            Warning: package ‘dplyr’ is not available for this version of R
            """);
    assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.ENVIRONMENT);
    assertThat(failure.message()).contains("https://x.example.org/src/contrib");
    assertThat(failure.hints()).singleElement().asString().contains("--cran-mirror");
  }

  @Test
  void whatAPackageMissesIsNamedWithItsOwnLines() {
    BuildFailure failure =
        failure(
            0,
            """
            * installing *source* package ‘good’ ...
            * DONE (good)
            * installing *source* package ‘xml2’ ...
            xml2.c:3:10: fatal error: libxml/tree.h: No such file or directory
            ERROR: compilation failed for package ‘xml2’
            * removing ‘/srv/rlibs/xml2’
            Warning in install.packages("xml2") :
              installation of package ‘xml2’ had non-zero exit status
            """);
    assertThat(failure.message())
        .isEqualTo("Cannot build the image: `install.R` could not install the R package `xml2`");
    assertThat(failure.details()).first().isEqualTo("* installing *source* package ‘xml2’ ...");
    assertThat(failure.details()).anyMatch(line -> line.contains("libxml/tree.h"));
    assertThat(failure.hints()).containsExactly("Name `libxml2-dev` in apt.txt");
  }

  @Test
  void aPackageOfAFileIsNamedByItself() {
    assertThat(
            failure(
                    0,
                    """
                    Warning in install.packages(place, repos = NULL) :
                      installation of package ‘/tmp/Rtmp1/ours_1.0.tar.gz’ had non-zero exit status
                    """)
                .message())
        .endsWith("could not install the R package `ours`");
  }

  @Test
  void whatAConfigureScriptAdvisesIsTaken() {
    assertThat(
            failure(
                    1,
                    """
                    * installing *source* package ‘curl’ ...
                     * deb: libcurl4-openssl-dev (Debian, Ubuntu, etc)
                    /usr/bin/ld: cannot find -lgsl: No such file or directory
                    ERROR: configuration failed for package ‘curl’
                    """)
                .hints())
        .containsExactly("Name `libcurl4-openssl-dev`, `libgsl-dev` in apt.txt");
  }

  @Test
  void aScriptThatStopsIsToldWithItsLastLines() {
    BuildFailure failure =
        failure(1, "Error in library(nosuch) : there is no package called ‘nosuch’\nHalted\n");
    assertThat(failure.message())
        .isEqualTo("Cannot build the image: `install.R` ended with exit code 1");
    assertThat(failure.details()).hasSize(2);
  }

  @Test
  void whatALoaderMissesIsNamed() {
    RLog loading =
        new RLog(Map.of(), name -> Optional.of("libuv1t64").filter(_ -> name.equals("libuv.so.1")));
    loading.line("unable to load shared object '/srv/rlibs/fs/libs/fs.so':");
    loading.line("  libuv.so.1: cannot open shared object file: No such file or directory");
    assertThat(loading.failure("install.R", 1).orElseThrow().hints())
        .containsExactly("Name `libuv1t64` in apt.txt");
  }

  @Test
  void anRWithoutARepositoryIsToldWhereToFindOne() {
    assertThat(
            failure(1, "Error in contrib.url(repos) : trying to use CRAN without setting a mirror")
                .hints())
        .singleElement()
        .asString()
        .contains("--cran-mirror");
  }
}
