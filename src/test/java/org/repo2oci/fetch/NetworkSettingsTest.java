package org.repo2oci.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.failure.BuildFailure;

class NetworkSettingsTest {
  private static NetworkSettings from(Map<String, String> environment) {
    return NetworkSettings.from(environment, Optional.of(Path.of("/home/me")));
  }

  @Test
  void lowerCaseWinsOverUpperCaseAndAllProxyIsTheLastResort() {
    NetworkSettings settings =
        from(
            Map.of(
                "HTTP_PROXY", "http://upper.example.org:1",
                "http_proxy", "lower.example.org:2",
                "ALL_PROXY", "http://all.example.org:3"));

    assertThat(settings.httpProxy()).contains(URI.create("http://lower.example.org:2"));
    assertThat(settings.httpsProxy()).contains(URI.create("http://all.example.org:3"));
    assertThat(settings.proxyVariables())
        .containsEntry("http_proxy", "lower.example.org:2")
        .containsEntry("all_proxy", "http://all.example.org:3");
  }

  @Test
  void aProxyThatIsNoHttpUrlIsNamedWithoutItsLogin() {
    assertThatThrownBy(() -> from(Map.of("https_proxy", "socks5://me:secret@example.org:1080")))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "Cannot use the proxy `socks5://example.org:1080` of `https_proxy`: it is not an `http://` URL");
  }

  @Test
  void certificatesAndLoginsComeFromTheUsualPlaces() {
    assertThat(from(Map.of("PIP_CERT", "/p.pem", "CURL_CA_BUNDLE", "/c.pem")).caBundle())
        .contains(Path.of("/c.pem"));
    assertThat(from(Map.of()).netrc()).contains(Path.of("/home/me/.netrc"));
    assertThat(from(Map.of("NETRC", "/other")).netrc()).contains(Path.of("/other"));
    assertThat(NetworkSettings.defaults().netrc()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "*, example.org, true",
    "example.org, example.org, true",
    "example.org, www.example.org, true",
    ".example.org, www.example.org, true",
    ".example.org, example.org, true",
    "*.example.org, www.example.org, true",
    "example.org, notexample.org, false",
    "example.org:8080, example.org, false",
    "example.org:443, example.org, true",
    "10.0.0.0/8, 10.200.3.4, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.0.0.0/9, 10.200.3.4, false",
    "10.0.0.0/8, ten.example.org, false",
    "fd00::/8, fd12::1, true",
  })
  void noProxyRulesAreTheOnesOfOtherPrograms(String rule, String host, boolean direct) {
    assertThat(ProxyRules.matches(rule, host, 443)).isEqualTo(direct);
  }

  @Test
  void thisMachineNeedsNoProxy() {
    ProxyRules rules = new ProxyRules(from(Map.of("http_proxy", "http://proxy.example.org:8")));

    assertThat(rules.proxy(URI.create("http://localhost:5000/v2/"))).isEmpty();
    assertThat(rules.proxy(URI.create("http://127.1.2.3/"))).isEmpty();
    assertThat(rules.proxy(URI.create("http://[::1]:5000/"))).isEmpty();
    assertThat(rules.proxy(URI.create("http://example.org/"))).isPresent();
    assertThat(rules.proxy(URI.create("https://example.org/"))).isEmpty();
  }

  @Test
  void othersSpeakWhereTheEnvironmentIsSilent() {
    Map<String, String> others =
        Map.of("http_proxy", "http://other.example.org:8", "SSL_CERT_FILE", "/other.pem");
    Map<String, String> environment = Map.of("HTTP_PROXY", "http://proxy.example.org:8");

    NetworkSettings both = from(environment).over(from(others));

    assertThat(both.httpProxy()).hasValue(URI.create("http://proxy.example.org:8"));
    assertThat(both.caBundle()).hasValue(Path.of("/other.pem"));
  }
}
