package org.repo2oci.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.repo2oci.cran.LockedR;
import org.repo2oci.image.Digest;

class RJsonTest {
  private static REnvironment of(REnvironment.Origin origin, Optional<RBuild> build) {
    Digest digest = Digest.of(new byte[0]);
    return new REnvironment(
        origin,
        "4.4.3",
        "/opt/R/4.4.3/lib/R",
        "/srv/rlibs",
        new TreeMap<>(Map.of("CRAN", "https://example.org")),
        List.of(
            new LockedR(
                "glue", "1.8.0", "https://example.org/g", 1, digest, true, true, List.of(), "abc")),
        build);
  }

  @Test
  void isReadAsItWasWritten() {
    RBuild build = new RBuild("https://example.org/r.deb", 5, Digest.of(new byte[0]));
    for (REnvironment r :
        List.of(
            of(REnvironment.Origin.DEBIAN, Optional.empty()),
            of(REnvironment.Origin.ARCHIVE, Optional.of(build)))) {
      assertThat(RJson.read(new Fields(RJson.write(r), ""))).isEqualTo(r);
    }
  }

  @Test
  void onlyAnRFromElsewhereHasAPackageOfItsOwn() {
    assertThatThrownBy(() -> of(REnvironment.Origin.ARCHIVE, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
