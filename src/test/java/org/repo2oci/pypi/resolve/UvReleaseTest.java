package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Platform;

class UvReleaseTest {
  @TempDir Path folder;

  @Test
  void theShippedOneIsAWheelForEachPlatform() throws Exception {
    UvRelease release = UvRelease.read(Path.of("buildpacks/python/buildpack.yml"));

    for (Platform platform : new Platform[] {Platform.LINUX_AMD64, Platform.LINUX_ARM64}) {
      UvRelease.Wheel wheel = release.wheel(platform);
      WheelFileName name = WheelFileName.parse(wheel.filename()).orElseThrow();
      assertThat(name.version()).isEqualTo(release.version());
      assertThat(name.tags())
          .anyMatch(
              tag -> tag.endsWith(platform.equals(Platform.LINUX_AMD64) ? "x86_64" : "aarch64"));
      assertThat(wheel.size()).isGreaterThan(1 << 20);
    }
  }

  @Test
  void saysWhichPlatformsThereAre() {
    UvRelease release = new UvRelease("1", Map.of());

    assertThatThrownBy(() -> release.wheel(Platform.LINUX_AMD64))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot resolve Python packages on `linux/amd64`");
  }

  @Test
  void refusesABuildpackWithoutUv() throws Exception {
    Path file = Files.writeString(folder.resolve("buildpack.yml"), "name: python\n");

    assertThatThrownBy(() -> UvRelease.read(file))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("it names no wheel of uv");
  }
}
