package org.repo2oci.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebianVersionTest {
  @Test
  void ordersAsThePolicySays() {
    List<String> ordered =
        List.of(
            "0~~",
            "0~~a",
            "0~",
            "0",
            "0a",
            "1.0~rc1",
            "1.0~rc1-1",
            "1.0",
            "1.0-0.1",
            "1.0-1~bpo1",
            "1.0-1",
            "1.0-1+b1",
            "1.0-1+deb13u1",
            "1.0-1+deb13u10",
            "1.0+git1-1",
            "1.0a",
            "1.2",
            "1.10",
            "1:0.1",
            "2:0~",
            "10:1");
    List<DebianVersion> versions =
        new ArrayList<>(ordered.stream().map(DebianVersion::new).toList());
    Collections.shuffle(versions, new java.util.Random(7));
    Collections.sort(versions);
    // A letter sorts before a plus sign.
    assertThat(versions).map(DebianVersion::text).containsSequence("1.0a", "1.0+git1-1");
    List<String> expected = new ArrayList<>(ordered);
    Collections.swap(expected, expected.indexOf("1.0+git1-1"), expected.indexOf("1.0a"));
    assertThat(versions).map(DebianVersion::text).containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource({"1.0,1.00", "0:1.0,1.0", "1.0-0,1.0", "00:1,1"})
  void differentTextsMayBeTheSameVersion(String one, String other) {
    assertThat(new DebianVersion(one)).isEqualByComparingTo(new DebianVersion(other));
  }

  @Test
  void comparesNumbersThatFitInNoInteger() {
    assertThat(new DebianVersion("20261121000000000000000001"))
        .isGreaterThan(new DebianVersion("20261121000000000000000000"));
  }

  @ParameterizedTest
  @CsvSource({"''", "1 0", "a:1", "1_0", "1.0/2"})
  void refusesWhatIsNoVersion(String text) {
    assertThatThrownBy(() -> new DebianVersion(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a Debian version");
  }
}
