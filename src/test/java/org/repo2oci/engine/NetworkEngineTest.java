package org.repo2oci.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.failure.BuildFailure;

/** Engines behind TCP; the server here only answers that it is there. */
@Timeout(60)
class NetworkEngineTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /** Bytes of PKCS #8 before the key of PKCS #1, for RSA keys of 2048 bits. */
  private static final int WRAPPING = 26;

  @TempDir private static Path folder;
  private static byte[] key = new byte[0];
  private HttpsServer server;

  @BeforeAll
  static void makeCertificates() throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "own",
                    "-keyalg",
                    "RSA",
                    "-keysize",
                    "2048",
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
                    new String(PASSWORD)))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    key = keys.getKey("own", PASSWORD).getEncoded();
    byte[] certificate = keys.getCertificate("own").getEncoded();
    Files.writeString(folder.resolve("ca.pem"), pem("CERTIFICATE", certificate));
    Files.writeString(folder.resolve("cert.pem"), pem("CERTIFICATE", certificate));
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes));
  }

  @BeforeEach
  void start() throws Exception {
    Files.writeString(folder.resolve("key.pem"), pem("PRIVATE KEY", key));
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(EngineCertificates.read(folder).context()) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext(
        "/_ping",
        exchange -> {
          byte[] body = "OK".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Map<String, String> environment(Path certificates) {
    return Map.of(
        "DOCKER_HOST",
        "tcp://localhost:" + server.getAddress().getPort(),
        "DOCKER_TLS_VERIFY",
        "1",
        "DOCKER_CERT_PATH",
        certificates.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRIVATE KEY", "RSA PRIVATE KEY"})
  void showsItsCertificate(String kind) throws Exception {
    byte[] bytes = kind.startsWith("RSA") ? Arrays.copyOfRange(key, WRAPPING, key.length) : key;
    Files.writeString(folder.resolve("key.pem"), pem(kind, bytes));

    assertThatCode(() -> Engine.connect(environment(folder), Optional.empty()).close())
        .doesNotThrowAnyException();
  }

  @Test
  void withoutACertificateItIsTurnedAway(@TempDir Path other) throws Exception {
    Files.copy(folder.resolve("ca.pem"), other.resolve("ca.pem"));

    assertThatThrownBy(() -> Engine.connect(environment(other), Optional.empty()))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("Cannot reach the Docker Engine at `tcp://localhost:");
  }

  @Test
  void anEngineThatNobodySignedForIsNotTrusted(@TempDir Path empty) {
    assertThatThrownBy(() -> Engine.connect(environment(empty), Optional.empty()))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("certification path");
  }

  @Test
  void damagedCertificatesAreSaid() throws Exception {
    Files.writeString(folder.resolve("key.pem"), "no key");

    assertThatThrownBy(() -> Engine.connect(environment(folder), Optional.empty()))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure ->
                assertThat(failure.details()).containsExactly("`key.pem` has no private key"))
        .hasMessage("Cannot read the Docker certificates in `%s`", folder);
  }

  @Test
  void aPortThatNobodyListensOnIsSaid() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Map<String, String> environment = Map.of("DOCKER_HOST", "tcp://127.0.0.1:" + port);

    assertThatThrownBy(() -> Engine.connect(environment, Optional.empty()))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("Cannot reach the Docker Engine at `tcp://127.0.0.1:%d`: ", port)
        .hasMessageContaining("refused");
  }
}
