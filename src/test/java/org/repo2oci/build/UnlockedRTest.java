package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.repo2oci.cran.spec.DescriptionFile;
import org.repo2oci.cran.spec.RenvLock;

class UnlockedRTest {
  private static DescriptionFile description(String fields) {
    return DescriptionFile.parse(
        ("Package: x\nVersion: 1.0\n" + fields).getBytes(StandardCharsets.UTF_8), "DESCRIPTION");
  }

  @Test
  void whatADescriptionNeedsIsInstalledWhereItIsNotThere() {
    assertThat(
            UnlockedR.of(description("Depends: R (>= 4.1)\nImports: dplyr (>= 1), utils\n"), false))
        .contains("setdiff(c(\"dplyr\", \"utils\"), rownames(installed.packages()))")
        .doesNotContain("remotes");
  }

  @Test
  void remotesInstallsWhatComesFromElsewhereAndPackages() {
    assertThat(UnlockedR.of(description("Imports: y\nRemotes: someone/y\n"), false))
        .contains("remotes::install_deps(\".\"");
    assertThat(UnlockedR.of(description(""), true)).contains("remotes::install_local(\".\"");
  }

  @Test
  void versionsOfALockAreInstalled() {
    String json =
        """
        {"R": {"Version": "4.5.0"}, "Packages": {
          "glue": {"Package": "glue", "Version": "1.8.0", "Source": "Repository"},
          "mine": {"Package": "mine", "Version": "1.0", "Source": "GitHub"}}}
        """;
    assertThat(UnlockedR.of(RenvLock.parse(json.getBytes(StandardCharsets.UTF_8), "renv.lock")))
        .contains("wanted <- list(\"glue\" = \"1.8.0\")");
  }
}
