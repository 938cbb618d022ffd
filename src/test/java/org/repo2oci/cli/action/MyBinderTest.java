package org.repo2oci.cli.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MyBinderTest {
  private HttpServer server;
  private volatile String accept = "";
  private volatile String events = "";

  @BeforeEach
  void begin() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/build/gh/me/demo/main",
        exchange -> {
          accept = exchange.getRequestHeaders().getFirst("Accept");
          byte[] body = events.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  private Optional<String> build(String ref) throws Exception {
    return new MyBinder("http://localhost:" + server.getAddress().getPort(), Duration.ofSeconds(20))
        .build("me/demo", ref);
  }

  @Test
  void isReadyWhenItSaysSo() throws Exception {
    events = "data: {\"phase\": \"built\"}\n\ndata: {\"phase\": \"ready\", \"url\": \"x\"}\n\n";

    assertThat(build("main")).isEmpty();
    assertThat(accept).isEqualTo("text/event-stream");
  }

  @Test
  void aBuildThatFailedIsSaid() throws Exception {
    events = "data: {\"phase\": \"building\"}\n\ndata: {\"phase\":\"failed\"}\n\n";

    assertThat(build("main")).contains("its build failed");
  }

  @Test
  void anAddressThatIsGoneIsSaid() throws Exception {
    assertThat(build("gone").orElseThrow()).endsWith("/build/gh/me/demo/gone: 404");
  }
}
