package org.repo2oci.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DependencyTest {
  @Test
  void readsAlternativesBoundsAndArchitectures() {
    assertThat(
            Dependency.parseAll(
                "libc6 (>= 2.38), debconf (>= 0.5) | debconf-2.0, perl:any,\n python3 ( <<3.14 ),"))
        .map(Dependency::toString)
        .containsExactly(
            "libc6 (>= 2.38)", "debconf (>= 0.5) | debconf-2.0", "perl:any", "python3 (<< 3.14)");
    assertThat(Dependency.parseAll("")).isEmpty();
  }

  @Test
  void boundsHoldTheirEdges() {
    assertThat(allows("<<", "1.0")).isFalse();
    assertThat(allows("<=", "1.0")).isTrue();
    assertThat(allows("=", "1.0")).isTrue();
    assertThat(allows(">=", "1.0")).isTrue();
    assertThat(allows(">>", "1.0")).isFalse();
    assertThat(allows(">>", "1.0-1")).isTrue();
    assertThat(allows("=", "1.0-1")).isFalse();
  }

  private static boolean allows(String relation, String version) {
    return new Dependency.Bound(relation, new DebianVersion("1.0"))
        .allows(new DebianVersion(version));
  }

  @Test
  void refusesWhatIsNoRelation() {
    assertThatThrownBy(() -> Dependency.parseAll("a, b c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("`b c` is not a relation of packages");
  }
}
