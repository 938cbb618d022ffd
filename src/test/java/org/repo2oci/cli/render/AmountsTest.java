package org.repo2oci.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
  @ParameterizedTest
  @CsvSource({
    "0,0 B",
    "999,999 B",
    "1000,1.0 kB",
    "999499,999 kB",
    "999500,1.0 MB",
    "3100000,3.1 MB",
    "99949999,99.9 MB",
    "99950000,100 MB",
    "61234567890,61.2 GB",
    "5000000000000000,5000 TB"
  })
  void bytesAreRounded(long count, String text) {
    assertThat(Amounts.bytes(count)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0ms",
    "99,99ms",
    "100,0.1s",
    "3149,3.1s",
    "59949,59.9s",
    "59950,1m 00s",
    "125000,2m 05s"
  })
  void timesAreRounded(long millis, String text) {
    assertThat(Amounts.time(Duration.ofMillis(millis))).isEqualTo(text);
  }
}
