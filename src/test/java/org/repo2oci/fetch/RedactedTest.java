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
  void leavesOrdinaryTextAlone() {
    assertThat(Redacted.text("what? me@example.org #1")).isEqualTo("what? me@example.org #1");
  }
}
