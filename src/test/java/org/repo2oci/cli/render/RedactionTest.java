package org.repo2oci.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
  private static final Redaction PLAIN = Redaction.of(Map.of());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://me:s3cret@example.org/simple | https://***@example.org/simple",
        "https://ghp_token@example.org/a.git | https://***@example.org/a.git",
        "git+https://a:b@c@example.org/x | git+https://***@example.org/x",
        "ssh://git@example.org/x | ssh://git@example.org/x",
        "ssh://git:pw@example.org/x | ssh://***@example.org/x",
        "GET https://example.org/b?x=1&X-Amz-Signature=abc%2F&y=2 | GET https://example.org/b?x=1&X-Amz-Signature=***&y=2",
        "Authorization: Basic dXNlcjpwYXNz | Authorization: Basic ***",
        "Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc | Bearer ***",
        "basic authentication is required | basic authentication is required",
        "see https://example.org/a@b | see https://example.org/a@b"
      })
  void secretsInTextAreHidden(String text, String redacted) {
    assertThat(PLAIN.apply(text)).isEqualTo(redacted);
  }

  @Test
  void valuesOfSecretVariablesAreHidden() {
    Redaction redaction =
        Redaction.of(
            Map.of(
                "GITHUB_TOKEN", "abcdef123456",
                "TOKEN_FILE", "some-file-name",
                "SHORT_TOKEN", "abc",
                "NAME", "harmless"));

    assertThat(redaction.apply("abcdef123456 some-file-name abc harmless"))
        .isEqualTo("*** some-file-name abc harmless");
  }

  @Test
  void passwordsInsideCredentialVariablesAreHidden() {
    Redaction redaction =
        Redaction.of(
            Map.of(
                "GIT_CREDENTIAL_ENV", "username=me\\npassword=hunter2hunter2",
                "CONTAINER_ENGINE_REGISTRY_CREDENTIALS", "{\"password\": \"swordfish\"}"));

    assertThat(redaction.apply("tried hunter2hunter2 and swordfish"))
        .isEqualTo("tried *** and ***");
  }
}
