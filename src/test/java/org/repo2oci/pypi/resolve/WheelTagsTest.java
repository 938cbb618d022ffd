package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.image.Platform;

class WheelTagsTest {
  private static final PythonTarget AMD64 = new PythonTarget(3, 13, Platform.LINUX_AMD64, 41);
  private static final PythonTarget ARM64 = new PythonTarget(3, 13, Platform.LINUX_ARM64, 36);

  private static Optional<Integer> rank(PythonTarget target, String tags) {
    return WheelTags.of(target).rank(WheelFileName.parse("a-1-" + tags + ".whl").orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "py3-none-any",
        "py2.py3-none-any",
        "py313-none-any",
        "py38-none-any",
        "cp313-cp313-manylinux_2_28_x86_64",
        "cp313-cp313-manylinux2014_x86_64.manylinux_2_17_x86_64",
        "cp313-cp313-manylinux1_x86_64",
        "cp313-cp313-manylinux2010_x86_64",
        "cp313-cp313-linux_x86_64",
        "cp39-abi3-manylinux_2_41_x86_64",
        "cp313-none-any",
        "py3-none-manylinux_2_5_x86_64",
        "cp312.cp313-cp312.cp313-manylinux_2_17_x86_64",
      })
  void accepts(String tags) {
    assertThat(rank(AMD64, tags)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "py2-none-any",
        "py314-none-any",
        "cp312-cp312-manylinux_2_28_x86_64",
        "cp313-cp313t-manylinux_2_28_x86_64",
        "cp314-abi3-manylinux_2_28_x86_64",
        "cp313-cp313-manylinux_2_42_x86_64",
        "cp313-cp313-musllinux_1_2_x86_64",
        "cp313-cp313-manylinux_2_28_aarch64",
        "cp313-cp313-win_amd64",
        "cp313-cp313-macosx_11_0_arm64",
        "cp312-none-any",
        "pp311-pypy311_pp73-manylinux_2_28_x86_64",
      })
  void refuses(String tags) {
    assertThat(rank(AMD64, tags)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "manylinux_2_36_aarch64, true",
    "manylinux_2_37_aarch64, false",
    "manylinux2014_aarch64, true",
    "manylinux_2_5_aarch64, false",
    "manylinux1_aarch64, false",
    "manylinux_2_17_x86_64, false",
  })
  void knowsTheLibraryOfTheTarget(String platform, boolean fits) {
    assertThat(rank(ARM64, "cp313-cp313-" + platform).isPresent()).isEqualTo(fits);
  }

  @Test
  void prefersAsPipDoes() {
    List<String> best =
        List.of(
            "cp313-cp313-manylinux_2_28_x86_64",
            "cp313-cp313-manylinux_2_17_x86_64",
            "cp313-cp313-linux_x86_64",
            "cp313-abi3-manylinux_2_28_x86_64",
            "cp313-none-manylinux_2_28_x86_64",
            "cp312-abi3-manylinux_2_28_x86_64",
            "cp39-abi3-manylinux_2_28_x86_64",
            "py3-none-manylinux_2_28_x86_64",
            "cp313-none-any",
            "py313-none-any",
            "py3-none-any",
            "py312-none-any");

    assertThat(best)
        .isSortedAccordingTo(Comparator.comparing(tags -> rank(AMD64, tags).orElseThrow()));
  }

  @Test
  void readsNamesOfWheels() {
    WheelFileName name =
        WheelFileName.parse("My_Pkg-1.0+cpu-12b-cp39.cp313-abi3-any.whl").orElseThrow();

    assertThat(name.name()).isEqualTo("My_Pkg");
    assertThat(name.version()).isEqualTo("1.0+cpu");
    assertThat(name.buildNumber()).isEqualTo(12);
    assertThat(name.tags()).containsExactly("cp39-abi3-any", "cp313-abi3-any");
    for (String bad : Arrays.asList("a.tar.gz", "a-1.whl", "a-1-2-3-4-5-6.whl", "")) {
      assertThat(WheelFileName.parse(bad)).as(bad).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "41, x86_64-manylinux_2_40",
    "36, x86_64-manylinux_2_36",
    "30, x86_64-manylinux_2_28",
    "19, x86_64-manylinux_2_17",
  })
  void hasANameForUv(int glibc, String name) {
    assertThat(new PythonTarget(3, 13, Platform.LINUX_AMD64, glibc).uvPlatform()).isEqualTo(name);
  }
}
