package org.repo2oci.conda.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.conda.IndexData;

class CondaVersionTest {
  /** Each is before the next one (CEP 33 has most of them). */
  private static final List<String> ASCENDING =
      List.of(
          "dev",
          "0.4",
          "0.4.1.rc",
          "0.4.1",
          "0.5a1",
          "0.5b3",
          "0.5C1",
          "0.5",
          "0.9.6",
          "0.960923",
          "1.0",
          "1.1dev1",
          "1.1_",
          "1.1a1",
          "1.1.0dev1",
          "1.1.a1",
          "1.1.0rc1",
          "1.1.0",
          "1.1.0post1",
          "1.1post1",
          "1996.07.12",
          "1!0.4.1",
          "1!3.1.1.6",
          "2!0.4.1");

  @Test
  void everyVersionIsBeforeTheNext() {
    for (int i = 0; i < ASCENDING.size(); i++) {
      for (int j = 0; j < ASCENDING.size(); j++) {
        assertThat(Integer.signum(version(ASCENDING.get(i)).compareTo(version(ASCENDING.get(j)))))
            .as("%s and %s", ASCENDING.get(i), ASCENDING.get(j))
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1.1, 1.1.0",
    "1.1, 1.1.0.0",
    "1.1.0rc1, 1.1.rc1",
    "1.0_1, 1.0-1",
    "V1.0, v1.0",
    "1.01, 1.1",
    "0!1.0, 1.0",
    "1.0+0, 1.0",
    "1.0a0, 1.0a",
    "1.1.0post, 1.1.post0"
  })
  void equalVersionsAreEqualAndHashAlike(String one, String two) {
    assertThat(version(one)).isEqualTo(version(two)).hasSameHashCodeAs(version(two));
  }

  @ParameterizedTest
  @CsvSource({
    "1.0.1_, 1.0.1a",
    "1.1rc1, 1.1.0rc1",
    "1.0+1, 1.0+2",
    "1.0, 1.0+1",
    "1.0.a, 1.0",
    "1.99999999999999999998, 1.99999999999999999999",
    "1.9999999999, 1.99999999999999999999",
    "1.0prerelease, 1.0prereleases",
    "1.0prerelea, 1.0prerelease",
    "1.0dev, 1.0_"
  })
  void oneIsBeforeTheOther(String one, String two) {
    assertThat(version(one)).isLessThan(version(two));
    assertThat(version(two)).isGreaterThan(version(one));
  }

  @ParameterizedTest
  @CsvSource({
    "1.8.3, 1.8, true", "1.80, 1.8, false", "1.8, 1.8.0, true", "1.8rc1, 1.8, true",
    "1.8rc1, 1.8r, true", "1.8.3, 1.8.3.1, false", "1, 1.0.0, true", "2.1+3.4, 2.1+3, true",
    "2.1+3.4, 2.1, true", "2.1+3.4, 2.2+3, false", "1!1.8.3, 1.8, false", "1!1.8.3, 1!1.8, true",
    "1.2.prerelease3, 1.2.prereleas, true", "1.2.pre3, 1.2.prerelease, false", "3.10.1, 3.1, false"
  })
  void beginsWithSegmentsOfAnother(String version, String prefix, boolean begins) {
    assertThat(version(version).startsWith(version(prefix))).isEqualTo(begins);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "1..2", "1!2!3", "a!1", "1+2+3", "+1", "5.5++", "5.5..mw", "1,2", "1-2_3", "1.0é"
      })
  void whatIsNoVersionIsRefused(String text) {
    assertThatThrownBy(() -> version(text))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("`%s` is no version: ", text);
  }

  @Test
  void realVersionsAreInCondasOrder() throws Exception {
    List<String> lines =
        Files.readAllLines(IndexData.need("versions-sorted.txt")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    List<List<CondaVersion>> classes = new ArrayList<>();
    for (String line : lines) {
      classes.add(Arrays.stream(line.split("\t")).map(CondaVersion::parse).toList());
    }
    assertThat(classes).hasSizeGreaterThan(1000);
    for (int i = 0; i < classes.size(); i++) {
      CondaVersion first = classes.get(i).getFirst();
      assertThat(classes.get(i)).allMatch(first::equals);
      assertThat(classes.get(i).stream().map(CondaVersion::hashCode).distinct()).hasSize(1);
      for (int step = 1; i + step < classes.size(); step *= 3) {
        assertThat(first).isLessThan(classes.get(i + step).getLast());
      }
    }
  }

  private static CondaVersion version(String text) {
    return CondaVersion.parse(text);
  }
}
