package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubordinateIdsTest {
  @Test
  void givesRootAndTheAccountTheIdsAboveTheirOwn() {
    assertThat(new SubordinateIds("builder", 1000).lines())
        .isEqualTo("root:1:65535\nbuilder:1001:64535\n");
  }
}
