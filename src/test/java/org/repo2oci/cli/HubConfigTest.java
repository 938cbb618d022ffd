package org.repo2oci.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HubConfigTest {
  private final Program program = new Program();

  @BeforeEach
  void begin() {
    program.application.labels =
        Map.of(
            "org.opencontainers.image.title", "A course",
            "org.opencontainers.image.description", "Everything for the first week");
  }

  @Test
  void linesForEveryHubOfTwoImages() throws Exception {
    Golden.check(
        "hub-config",
        program
            .run(
                "hub-config",
                "quay.io/me/demo:3f2a9c1d0b4e",
                "quay.io/me/other:1",
                "--name=First",
                "--default-url=/lab",
                "--memory=2G",
                "--cpu=1")
            .text());
  }

  @Test
  void aTagThatMovesIsWarnedOf() {
    Program.Result result =
        program.run("hub-config", "quay.io/me/demo:latest", "--for=dockerspawner");

    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("warning:", "`quay.io/me/demo:latest`");
    assertThat(program.run("hub-config", "quay.io/me/demo:latest", "--for=z2jh").err()).isEmpty();
  }

  @Test
  void dockerSpawnerNeedsATag() {
    String image = "quay.io/me/demo@sha256:" + "1".repeat(64);

    assertThat(program.run("hub-config", image, "--for=tljh").err())
        .contains("cannot pull by digest", "hint: Name the image by a tag of its own");
    assertThat(program.run("hub-config", image).out())
        .contains("@sha256:" + "1".repeat(64), "# Name every image by a tag")
        .doesNotContain("c.DockerSpawner");
  }

  @Test
  void onlyImagesOfRegistriesCanBePulled() {
    Program.Result result = program.run("hub-config", "docker-daemon:demo");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("is not in a registry, and hubs pull from one");
  }
}
