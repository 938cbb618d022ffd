package org.repo2oci.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final RetryPolicy POLICY =
      new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(6), Duration.ofSeconds(60));

  @Test
  void pausesGrowUpToABoundAndDiffer() {
    Random random = new Random(1);
    assertThat(POLICY.pause(1, Optional.empty(), random))
        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(POLICY.pause(3, Optional.empty(), random))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    assertThat(POLICY.pause(30, Optional.empty(), random))
        .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(6))
        .isNotEqualTo(POLICY.pause(30, Optional.empty(), random));
  }

  @Test
  void aServerMayAskForALongerPauseWithinALimit() {
    Random random = new Random(1);
    assertThat(POLICY.pause(1, Optional.of(Duration.ofSeconds(20)), random))
        .isEqualTo(Duration.ofSeconds(20));
    assertThat(POLICY.pause(1, Optional.of(Duration.ofDays(1)), random))
        .isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void readsRetryAfterAsSecondsAndAsADate() {
    assertThat(RetryPolicy.retryAfter(Optional.of("7"), NOW)).contains(Duration.ofSeconds(7));
    assertThat(RetryPolicy.retryAfter(Optional.of("Fri, 02 Jan 2026 03:04:35 GMT"), NOW))
        .contains(Duration.ofSeconds(30));
    assertThat(RetryPolicy.retryAfter(Optional.of("Thu, 01 Jan 2026 03:04:35 GMT"), NOW))
        .contains(Duration.ZERO);
    assertThat(RetryPolicy.retryAfter(Optional.of("soon"), NOW)).isEmpty();
    assertThat(RetryPolicy.retryAfter(Optional.of("99999999999999999999"), NOW)).isEmpty();
  }
}
