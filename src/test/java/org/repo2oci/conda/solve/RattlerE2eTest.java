package org.repo2oci.conda.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.repo2oci.conda.channel.ChannelPriority;

/**
 * Agrees with rattler on sets of specs by chance; {@link Differential} does more of them. What is
 * asked for has to be of the same version in both, which holds for the rest too but for builds that
 * are alike in all that counts.
 */
@Tag("e2e")
class RattlerE2eTest {
  private static final int SETS = 120;
  private static final long SEED = 20261121;

  @ParameterizedTest
  @EnumSource(IndexSet.class)
  void choosesTheVersionsThatRattlerChooses(IndexSet universe) throws Exception {
    assumeTrue(IndexSet.isThere() && RattlerOracle.isThere(), "there is no oracle in ../shared");
    Differential.Result result =
        Differential.run("rattler", universe, SETS, SEED, ChannelPriority.STRICT, Strategy.HIGHEST);
    assertThat(result.disagreements()).isEmpty();
    assertThat(result.otherVersions()).isEmpty();
    assertThat(result.otherPackages()).as(result.figures()).hasSizeLessThan(3);
    assertThat(result.refused()).isLessThan(SETS / 20);
    assertThat(result.satisfiable()).isGreaterThan(SETS / 8);
  }
}
