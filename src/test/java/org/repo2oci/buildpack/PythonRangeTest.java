package org.repo2oci.buildpack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonRangeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ">=3.10|3.13|true",
        ">=3.13.5|3.13|true",
        ">3.13|3.13|true",
        "<3.13|3.13|false",
        "<=3.13|3.13|true",
        "<3.14|3.13|true",
        "==3.13.*|3.13|true",
        "==3.12.*|3.13|false",
        "==3.13.2|3.13|true",
        "!=3.13.*|3.13|false",
        "!=3.13.0|3.13|true",
        "~=3.10|3.13|true",
        "~=3.10.2|3.13|false",
        "~=3.13.2|3.13|true",
        ">=3.9,!=3.11.*,<4|3.13|true",
        ">=3.14rc1|3.13|false",
        ">=3|3.13|true",
        "<3.9|3.13|false",
      })
  void saysWhetherAMinorVersionFits(String range, String minor, boolean allowed) {
    assertThat(PythonRange.parse(range).orElseThrow().allows(minor)).isEqualTo(allowed);
  }

  @Test
  void refusesWhatIsNoRange() {
    assertThat(PythonRange.parse("^3.10")).isEmpty();
    assertThat(PythonRange.parse("3.10")).isEmpty();
  }
}
