package org.repo2oci.conda.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.conda.channel.ChannelPriority;

/**
 * Agrees with the real mamba and conda on a small sample by chance, since each of their solves is a
 * process of seconds; {@link Differential} does more of them.
 */
@Tag("e2e")
class CondaEnginesE2eTest {
  private static final int SETS = 8;
  private static final long SEED = 5;

  @ParameterizedTest
  @CsvSource({"mamba,RECONSTRUCTED", "mamba,MAIN_2021", "conda,RECONSTRUCTED", "conda,MAIN_2021"})
  void choosesTheVersionsThatTheyChoose(String engine, IndexSet universe) throws Exception {
    assumeTrue(IndexSet.isThere() && RattlerOracle.isThere(), "there is no oracle in ../shared");
    Differential.Result result =
        Differential.run(engine, universe, SETS, SEED, ChannelPriority.STRICT, Strategy.HIGHEST);
    assertThat(result.disagreements()).isEmpty();
    assertThat(result.otherVersions()).isEmpty();
    assertThat(result.otherPackages()).as(result.figures()).hasSizeLessThan(2);
    assertThat(result.refused()).isZero();
    assertThat(result.satisfiable()).isPositive();
  }
}
