package org.repo2oci.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class RedactedTest {
  @Test
  void leavesUserinfoAndQueryOut() {
    assertThat(Redacted.uri(URI.create("https://me:secret@example.org:8/a/b?X-Sig=secret#x")))
        .isEqualTo("https://example.org:8/a/b?…");
  }

  @Test
  void redactsEveryUrlOfAText() {
    assertThat(Redacted.text("tried https://t@example.org/a and \"http://example.org/b?k=v\"."))
        .isEqualTo("tried https://example.org/a and \"http://example.org/b?…\".");
  }

  @Test
  void leavesTheTokensOfChannelsOut() {
    assertThat(Redacted.text("at https://example.org/c/t/tk-12_a/made and http://example.org/t/x."))
        .isEqualTo("at https://example.org/c/t/…/made and http://example.org/t/….");
    assertThat(Redacted.text("https://example.org/at/home/t"))
        .isEqualTo("https://example.org/at/home/t");
  }

  @Test
  void leavesOrdinaryTextAlone() {
    assertThat(Redacted.text("what? me@example.org #1")).isEqualTo("what? me@example.org #1");
  }
}
