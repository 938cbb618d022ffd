package org.repo2oci.pypi.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.HttpFetcher;
import org.repo2oci.fetch.NetworkSettings;
import org.repo2oci.fetch.RetryPolicy;
import org.repo2oci.fetch.TestServer;
import org.repo2oci.image.Digest;
import org.repo2oci.store.FakeStore;

@Timeout(30)
class IndexGatewayTest {
  private static final byte[] WHEEL = "the bytes of a wheel".getBytes(StandardCharsets.UTF_8);
  private static final Digest DIGEST = Digest.of(WHEEL);
  private static final RetryPolicy FAST =
      new RetryPolicy(2, Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofSeconds(1));
  private static final Pattern HREF = Pattern.compile("href=\"([^\"#]*)");

  @TempDir Path folder;
  private final List<BuildEvent> events = new CopyOnWriteArrayList<>();
  private TestServer server;
  private HttpFetcher fetcher;
  private PackageIndex index;
  private IndexGateway gateway;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
    fetcher =
        new HttpFetcher(
            NetworkSettings.from(Map.of(), Optional.empty())
                .withTimes(Duration.ofSeconds(5), Duration.ofSeconds(20), FAST),
            new FakeStore(Files.createDirectory(folder.resolve("store"))),
            events::add);
    index =
        new PackageIndex(
            PackageIndex.DEFAULT, "http://me:se%40cret@127.0.0.1:" + server.port() + "/api/simple");
    gateway =
        new IndexGateway(
            fetcher,
            new IndexSettings(
                Optional.of(index),
                List.of(),
                List.of(server.uri("/links.html").toString(), "/a/folder"),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of()));
  }

  @AfterEach
  void stop() {
    gateway.close();
    fetcher.close();
    server.close();
  }

  /** What a program in the sandbox gets that goes by the variables. */
  private record Got(int status, String headers, String body) {}

  private Got get(String url, String... headers) throws IOException {
    URI proxy = URI.create(gateway.variables().get("http_proxy"));
    String login =
        Base64.getEncoder().encodeToString(proxy.getUserInfo().getBytes(StandardCharsets.UTF_8));
    return raw("GET", url, login, headers);
  }

  private Got raw(String method, String url, String login, String... headers) throws IOException {
    URI proxy = URI.create(gateway.variables().get("http_proxy"));
    StringBuilder request = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(method, url));
    request.append("Host: ").append(URI.create(url).getHost()).append("\r\n");
    request.append("Connection: close\r\nProxy-Authorization: Basic ").append(login).append("\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.getPort());
        InputStream in = socket.getInputStream()) {
      socket
          .getOutputStream()
          .write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int end = all.indexOf("\r\n\r\n");
      return new Got(
          Integer.parseInt(all.substring(9, 12)), all.substring(0, end), all.substring(end + 4));
    }
  }

  private static String href(Got page) {
    Matcher matcher = HREF.matcher(page.body());
    assertThat(matcher.find()).as(page.body()).isTrue();
    return matcher.group(1);
  }

  private void html(String path, String body) {
    server.on(path, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void servesAPageOfHtmlAndItsFiles() throws Exception {
    html(
        "/api/simple/thing/",
        "<a href='../../files/thing-1-py3-none-any.whl#sha256=%s' data-requires-python='&gt;=3.9'>x</a>"
            .formatted(DIGEST.hex()));
    server.on("/api/files/thing-1-py3-none-any.whl", WHEEL);

    Got page = get(gateway.url(index) + "thing/");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains("#sha256=" + DIGEST.hex())
        .contains("data-requires-python=\"&gt;=3.9\"")
        .contains(">thing-1-py3-none-any.whl</a>")
        .doesNotContain("cret", "127.0.0.1");
    String file = href(page);
    assertThat(get(file).body()).isEqualTo(new String(WHEEL, StandardCharsets.UTF_8));
    String original = IndexGateway.original(file);
    assertThat(original).isEqualTo(server.uri("/api/files/thing-1-py3-none-any.whl").toString());
    assertThat(gateway.link(original)).isPresent();
    assertThat(gateway.failure()).isEmpty();
  }

  @Test
  void givesTheLoginToTheIndexAlone() throws Exception {
    html("/api/simple/thing/", "<a href='/elsewhere/thing-1.tar.gz'>x</a>");
    server.on("/elsewhere/thing-1.tar.gz", WHEEL);

    get(href(get(gateway.url(index) + "thing/")));

    String expected =
        "Basic "
            + Base64.getEncoder().encodeToString("me:se@cret".getBytes(StandardCharsets.UTF_8));
    assertThat(server.asked())
        .hasSize(2)
        .allSatisfy(asked -> {
          assertThat(asked.headers()).containsEntry("Authorization", expected);
          assertThat(asked.headers()).doesNotContainKey("Proxy-Authorization");
        });
  }

  @Test
  void servesAPageOfJsonWithSizesAndMetadata() throws Exception {
    html(
        "/api/simple/thing/",
        """
        {"meta": {"api-version": "1.0"}, "name": "thing", "files": [
          {"filename": "thing-1-py3-none-any.whl", "url": "%s", "size": 20, "yanked": "broken",
           "hashes": {"sha256": "%s"}, "core-metadata": {"sha256": "1"}}]}
        """
            .formatted(server.uri("/f/thing-1-py3-none-any.whl"), DIGEST.hex()));
    html("/f/thing-1-py3-none-any.whl.metadata", "Name: thing");

    Got page = get(gateway.url(index) + "thing/");

    assertThat(page.body()).contains("data-core-metadata=\"true\"").contains("data-yanked");
    assertThat(get(href(page) + ".metadata").body()).isEqualTo("Name: thing");
    assertThat(gateway.link(server.uri("/f/thing-1-py3-none-any.whl").toString()))
        .hasValueSatisfying(link -> assertThat(link.size()).contains(20L));
    assertThat(server.asked().getFirst().headers().get("Accept"))
        .startsWith("application/vnd.pypi.simple.v1+json");
  }

  @Test
  void followsRedirectsOfPagesAndFiles() throws Exception {
    server.on(
        "/api/simple/thing/",
        (exchange, _) -> {
          exchange.getResponseHeaders().set("Location", "/other/");
          exchange.sendResponseHeaders(302, -1);
        });
    html("/other/", "<a href='/f/thing-1.tar.gz'>x</a>");
    server.on(
        "/f/thing-1.tar.gz",
        (exchange, _) -> {
          exchange.getResponseHeaders().set("Location", "/real.tar.gz");
          exchange.sendResponseHeaders(301, -1);
        });
    server.on("/real.tar.gz", WHEEL);

    assertThat(get(href(get(gateway.url(index) + "thing/"))).body())
        .isEqualTo(new String(WHEEL, StandardCharsets.UTF_8));
  }

  @Test
  void servesPagesOfLinks() throws Exception {
    html(
        "/links.html",
        "<a href='f/thing-1.tar.gz'>x</a> <a href='ftp://example.org/y-1.zip'>y</a>");
    server.on("/f/thing-1.tar.gz", WHEEL);

    Got page = get(gateway.links(server.uri("/links.html").toString()));

    assertThat(page.body()).contains("thing-1.tar.gz").doesNotContain("y-1.zip");
    assertThat(get(href(page)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=4-8, bytes, 4, 8",
    "bytes=-5, wheel, 15, 19",
    "bytes=15-, wheel, 15, 19",
    "bytes=15-99, wheel, 15, 19",
  })
  void servesRanges(String range, String body, int from, int to) throws Exception {
    html("/api/simple/thing/", "<a href='/f/thing-1.zip'>x</a>");
    server.on("/f/thing-1.zip", WHEEL);

    Got got = get(href(get(gateway.url(index) + "thing/")), "Range: " + range);

    assertThat(got.status()).isEqualTo(206);
    assertThat(got.body()).isEqualTo(body);
    assertThat(got.headers())
        .containsIgnoringCase("Content-Range: bytes %d-%d/20".formatted(from, to));
  }

  @Test
  void aPackageThatTheIndexLacksIsNoFailure() throws Exception {
    assertThat(get(gateway.url(index) + "absent/").status()).isEqualTo(404);
    assertThat(gateway.failure()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"401, 401 Unauthorized", "403, 403 Forbidden", "500, 500 Internal Server Error"})
  void whatIndexesRefuseIsKeptForTheUser(int status, String words) throws Exception {
    server.on("/api/simple/thing/", (exchange, _) -> exchange.sendResponseHeaders(status, -1));

    assertThat(get(gateway.url(index) + "thing/").status()).isEqualTo(400);

    assertThat(gateway.failure())
        .hasValueSatisfying(failure -> {
          assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.ENVIRONMENT);
          assertThat(failure.message()).contains(words).doesNotContain("cret");
          assertThat(failure.hints()).isNotEmpty();
        });
  }

  @Test
  void refusesAFileThatIsNotTheOneOfThePage() throws Exception {
    html("/api/simple/thing/", "<a href='/f/a-1.zip#sha256=%s'>x</a>".formatted("0".repeat(64)));
    server.on("/f/a-1.zip", WHEEL);

    assertThat(get(href(get(gateway.url(index) + "thing/"))).status()).isEqualTo(400);
    assertThat(gateway.failure())
        .hasValueSatisfying(
            failure -> assertThat(failure.message()).contains("where 000000000000… was wanted"));
  }

  @Test
  void servesNobodyWithoutTheToken() throws Exception {
    html("/api/simple/thing/", "<a href='/f/a-1.zip'>x</a>");

    assertThat(raw("GET", gateway.url(index) + "thing/", "bWU6bWU=").status()).isEqualTo(407);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void servesNoFileThatNoPageNamed() throws Exception {
    String coded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(server.uri("/secret").toString().getBytes(StandardCharsets.UTF_8));

    String url = gateway.url(index).replace("/simple/", "/files/") + coded + "/secret";

    assertThat(get(url).status()).isEqualTo(403);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void namesAnIndexTheSameInEveryRunAndWithEveryLogin() throws Exception {
    PackageIndex plain = new PackageIndex("x", "http://127.0.0.1:" + server.port() + "/api/simple");

    assertThat(gateway.url(plain)).isEqualTo(gateway.url(index));
  }
}
