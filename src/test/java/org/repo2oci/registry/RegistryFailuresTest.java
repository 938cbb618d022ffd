package org.repo2oci.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Login;
import org.repo2oci.fetch.TryAgain;
import org.repo2oci.image.ImageReference;

class RegistryFailuresTest {
  private static final ImageReference IMAGE = ImageReference.parse("r.example.org/team/img:abc");
  private static final RegistryFailures FAILURES =
      new RegistryFailures("push to", IMAGE.toString(), Endpoint.of(IMAGE, Set.of()));
  private static final Call CALL =
      Call.of("PUT", URI.create("https://r.example.org/v2/team/img/blobs/uploads/1?_state=secret"));
  private static final RegistryCredentials.Found LOGIN =
      new RegistryCredentials.Found(
          Optional.of(new Credential.Basic(new Login("me", "secret"))),
          "`/home/me/.docker/config.json`",
          List.of());

  private static BuildFailure status(int status, String body) {
    Answer answer =
        new Answer(
            status,
            HttpHeaders.of(Map.of(), (_, _) -> true),
            body.getBytes(StandardCharsets.UTF_8));
    return FAILURES.status(CALL, answer, LOGIN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | 401 Unauthorized | run `docker login r.example.org` again",
        "403 | 403 Forbidden | may not push to `team/img`",
        "404 | 404 Not Found | `team/img` has to be created first",
        "405 | 405 | takes no pushes",
        "413 | 413 | limits how large an upload may be",
        "500 | 500 Internal Server Error | has a problem of its own",
        "418 | 418 | whether `r.example.org` is a registry",
      })
  void everyStatusHasItsHint(int status, String words, String hint) {
    BuildFailure failure = status(status, "");

    assertThat(failure).hasMessage("Cannot push to `r.example.org/team/img:abc`: " + words);
    assertThat(failure.hints().getFirst()).contains(hint);
    assertThat(failure.details())
        .containsExactly("PUT https://r.example.org/v2/team/img/blobs/uploads/1?…: " + words);
  }

  @Test
  void theRegistrysOwnWordsAreShownOnOneLineWithoutSecrets() {
    String body =
        """
        {"errors":[{"code":"DENIED","message":"see\\nhttps://r.example.org/x?token=secret\\u001b[31m"},
                   {"code":"SIZE_INVALID"}]}
        """;
    assertThat(status(403, body).details().getFirst())
        .endsWith("DENIED: see https://r.example.org/x?…; SIZE_INVALID")
        .doesNotContain("secret");
  }

  @Test
  void saysWhenACertificateIsNotTrusted() {
    BuildFailure failure =
        FAILURES.network(CALL, new SSLHandshakeException("PKIX path building failed"));

    assertThat(failure).hasMessageEndingWith(": no trusted connection");
    assertThat(failure.hints().getFirst()).contains("`SSL_CERT_FILE`", "plain HTTP");
  }

  @Test
  void saysWhenARegistryGoesOnLimitingOrFailing() {
    assertThat(FAILURES.network(CALL, new TryAgain(429, "slow down", Optional.of(Duration.ZERO))))
        .hasMessageEndingWith(": 429 Too Many Requests, again and again");
    assertThat(FAILURES.network(CALL, new IOException("Connection reset")))
        .hasMessageEndingWith(": Connection reset");
  }
}
