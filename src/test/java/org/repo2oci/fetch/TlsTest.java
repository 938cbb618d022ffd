package org.repo2oci.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.store.FakeStore;

@Timeout(60)
class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  @TempDir private static Path folder;
  private static SSLContext context;
  private static Path bundle;

  @BeforeAll
  static void makeACertificate() throws Exception {
    Path file = folder.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "3650",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    bundle = folder.resolve("ca.pem");
    Files.writeString(
        bundle,
        "# our authority\n-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
            .formatted(
                Base64.getMimeEncoder()
                    .encodeToString(keys.getCertificate("server").getEncoded())));
  }

  private static TestServer server() throws Exception {
    HttpsServer https = HttpsServer.create();
    https.setHttpsConfigurator(new HttpsConfigurator(context));
    return new TestServer(https);
  }

  private static HttpFetcher fetcher(Map<String, String> environment) {
    return new HttpFetcher(
        NetworkSettings.from(environment, Optional.empty()), new FakeStore(folder), _ -> {});
  }

  private static URI uri(TestServer server, String path) {
    return URI.create("https://localhost:" + server.port() + path);
  }

  @Test
  void trustsTheBundleOfTheEnvironment() throws Exception {
    try (TestServer server = server();
        HttpFetcher fetcher = fetcher(Map.of("SSL_CERT_FILE", bundle.toString()))) {
      server.on("/x", new byte[] {1});
      assertThat(fetcher.get(uri(server, "/x"), Map.of())).containsExactly(1);
    }
  }

  @Test
  void saysWhenACertificateIsNotTrusted() throws Exception {
    try (TestServer server = server();
        HttpFetcher fetcher = fetcher(Map.of())) {
      assertThatThrownBy(() -> fetcher.get(uri(server, "/x"), Map.of()))
          .isInstanceOfSatisfying(
              BuildFailure.class,
              failure -> {
                assertThat(failure).hasMessageEndingWith("certificate is not trusted");
                assertThat(failure.hints().getFirst()).contains("SSL_CERT_FILE");
              });
    }
  }

  @Test
  void refusesARedirectToPlainHttp() throws Exception {
    try (TestServer server = server();
        TestServer plain = new TestServer();
        HttpFetcher fetcher = fetcher(Map.of("SSL_CERT_FILE", bundle.toString()))) {
      server.on(
          "/x",
          (exchange, _) -> {
            exchange.getResponseHeaders().set("Location", plain.uri("/x").toString());
            exchange.sendResponseHeaders(301, -1);
          });
      assertThatThrownBy(() -> fetcher.get(uri(server, "/x"), Map.of()))
          .hasMessageContaining("a redirect from https to http");
      assertThat(plain.asked()).isEmpty();
    }
  }

  @Test
  void saysWhenTheBundleCannotBeUsed() {
    try (HttpFetcher fetcher = fetcher(Map.of("SSL_CERT_FILE", "/no/such.pem"))) {
      assertThatThrownBy(() -> fetcher.get(URI.create("https://localhost:1/"), Map.of()))
          .hasMessage("Cannot use the CA bundle `/no/such.pem`: it cannot be read");
    }
  }
}
