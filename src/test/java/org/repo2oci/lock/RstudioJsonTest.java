package org.repo2oci.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.repo2oci.image.Digest;

class RstudioJsonTest {
  static Stream<Rstudio> all() {
    return Stream.of(
        new Rstudio.Present("1+2", "https://example.org/a.deb", 5, Digest.of(new byte[0])),
        new Rstudio.Present("1+2", "", 5, Digest.of(new byte[0])),
        new Rstudio.Missing("there is none"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void isReadAsItWasWritten(Rstudio rstudio) {
    assertThat(RstudioJson.read(new Fields(RstudioJson.write(rstudio), ""))).isEqualTo(rstudio);
  }
}
