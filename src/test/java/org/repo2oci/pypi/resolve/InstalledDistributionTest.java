package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class InstalledDistributionTest {
  private static final String METADATA =
      """
      Metadata-Version: 2.4
      Name: Jupyter_Server
      Version: 2.17.0
      Summary: The backend
      Requires-Python: >=3.9
      Requires-Dist: anyio>=3.1.0
      Requires-Dist: ipykernel; extra ==
        "test"
      Provides-Extra: test

      Requires-Dist: prose
      """;

  @Test
  void keepsWhatAResolverReads() {
    assertThat(InstalledDistribution.parse(METADATA))
        .contains(
            new InstalledDistribution(
                "jupyter-server",
                "2.17.0",
                List.of(
                    "Requires-Python: >=3.9",
                    "Requires-Dist: anyio>=3.1.0",
                    "Requires-Dist: ipykernel; extra == \"test\"",
                    "Provides-Extra: test")));
    assertThat(InstalledDistribution.parse("Name: six\r\nVersion: 1\r\n\r\nRequires-Dist: no"))
        .contains(new InstalledDistribution("six", "1", List.of()));
  }

  @Test
  void isNoneWithoutANameOrAVersion() {
    assertThat(InstalledDistribution.parse("Name: six\n")).isEmpty();
    assertThat(InstalledDistribution.parse("Version: 1\n")).isEmpty();
    assertThat(InstalledDistribution.parse("Name: six\nVersion: ../1\n")).isEmpty();
  }

  @Test
  void refusesOtherLines() {
    for (String line :
        List.of("Name: other", "Requires-Dist: a\n", "Requires-Dist: a\nName: other", "prose")) {
      assertThatThrownBy(() -> new InstalledDistribution("six", "1", List.of(line)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void isAWheelOfItsMetadata() throws Exception {
    byte[] wheel = InstalledDistribution.parse(METADATA).orElseThrow().wheel();

    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(wheel))) {
      assertThat(zip.getNextEntry().getName())
          .isEqualTo("jupyter_server-2.17.0.dist-info/METADATA");
      assertThat(new String(zip.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(
              """
              Metadata-Version: 2.1
              Name: jupyter-server
              Version: 2.17.0
              Requires-Python: >=3.9
              Requires-Dist: anyio>=3.1.0
              Requires-Dist: ipykernel; extra == "test"
              Provides-Extra: test
              """);
    }
  }
}
