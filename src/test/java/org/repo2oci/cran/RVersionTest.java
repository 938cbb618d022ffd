package org.repo2oci.cran;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.cran.spec.RDependency;

class RVersionTest {
  @ParameterizedTest
  @CsvSource({"1.10,1.9", "1.0.1,1.0", "7.3-65,7.3-9", "0.6-4,0.6.3", "2,1.999999999999999999999"})
  void comparesNumberByNumber(String later, String earlier) {
    assertThat(new RVersion(later)).isGreaterThan(new RVersion(earlier));
    assertThat(new RVersion(earlier)).isLessThan(new RVersion(later));
  }

  @ParameterizedTest
  @CsvSource({
    "'R (>= 4.1)',4.5.0,true",
    "'Rcpp(>=1.0.14)',1.0.13,false",
    "'a1 (== 1.0-1)',1.0.1,true",
    "'a1 (< 2)',2,false",
    "a1,0,true"
  })
  void dependenciesLimitVersions(String dependency, String version, boolean allowed) {
    assertThat(RDependency.list(dependency))
        .singleElement()
        .satisfies(one -> assertThat(one.allows(new RVersion(version))).isEqualTo(allowed));
  }
}
