package org.repo2oci.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.store.FakeStore;
import org.repo2oci.store.StoredBlob;

@Timeout(30)
class HttpFetcherTest {
  private static final byte[] FILE = randomBytes(200_000);
  private static final RetryPolicy FAST =
      new RetryPolicy(3, Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofSeconds(1));

  @TempDir private Path folder;
  private final List<BuildEvent> events = new CopyOnWriteArrayList<>();
  private FakeStore store;
  private TestServer server;
  private HttpFetcher fetcher;

  @BeforeEach
  void start() throws IOException {
    store = new FakeStore(Files.createDirectory(folder.resolve("store")));
    server = new TestServer();
    fetcher = fetcher(Map.of());
  }

  @AfterEach
  void stop() {
    fetcher.close();
    server.close();
  }

  private HttpFetcher fetcher(Map<String, String> environment) {
    return new HttpFetcher(
        NetworkSettings.from(environment, Optional.empty())
            .withConnections(3)
            .withTimes(Duration.ofMillis(400), Duration.ofSeconds(10), FAST),
        store,
        events::add);
  }

  private Download wanted(String path) {
    return wanted(path, FILE);
  }

  private Download wanted(String path, byte[] content) {
    return new Download(
        BuildEvent.Stage.DOWNLOAD,
        "thing 1.0",
        server.uri(path),
        Optional.of(Digest.of(content)),
        Optional.of((long) content.length));
  }

  private static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @Test
  void downloadsIntoTheStoreAndSaysHowFarItIs() throws Exception {
    server.on("/thing", FILE);

    StoredBlob blob = fetcher.download(wanted("/thing"));

    assertThat(Files.readAllBytes(blob.file())).isEqualTo(FILE);
    assertThat(events.getLast())
        .isEqualTo(
            new BuildEvent.Progress(
                BuildEvent.Stage.DOWNLOAD, "thing 1.0", FILE.length, FILE.length));
  }

  @Test
  void asksNobodyForWhatTheStoreHas() throws Exception {
    store.add(FILE);

    assertThat(fetcher.download(wanted("/thing")).size()).isEqualTo(FILE.length);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void continuesWhereTheConnectionBroke() throws Exception {
    server.on(
        "/thing",
        (exchange, number) -> {
          exchange.getResponseHeaders().set("ETag", "\"v1\"");
          if (number == 1) {
            TestServer.breakOff(exchange, FILE, 150_000);
          }
          String range = exchange.getRequestHeaders().getFirst("Range");
          int from = Integer.parseInt(range.replaceAll("\\D", ""));
          exchange
              .getResponseHeaders()
              .set("Content-Range", "bytes %d-%d/%d".formatted(from, FILE.length - 1, FILE.length));
          TestServer.send(exchange, 206, Arrays.copyOfRange(FILE, from, FILE.length));
        });

    StoredBlob blob = fetcher.download(wanted("/thing"));

    assertThat(Files.readAllBytes(blob.file())).isEqualTo(FILE);
    assertThat(server.asked().getLast().headers())
        .containsEntry("If-Range", "\"v1\"")
        .hasEntrySatisfying("Range", range -> assertThat(range).isNotEqualTo("bytes=0-"));
  }

  @Test
  void startsAgainWhereTheServerKnowsNoRanges() throws Exception {
    server.on(
        "/thing",
        (exchange, number) -> {
          if (number == 1) {
            TestServer.breakOff(exchange, FILE, 150_000);
          }
          TestServer.send(exchange, 200, FILE);
        });

    assertThat(Files.readAllBytes(fetcher.download(wanted("/thing")).file())).isEqualTo(FILE);
  }

  @Test
  void startsAgainWhereTheHalvesDoNotFit() throws Exception {
    server.on(
        "/thing",
        (exchange, number) -> {
          switch (number) {
            case 1 -> TestServer.breakOff(exchange, new byte[FILE.length], 150_000);
            case 2 -> {
              int from =
                  Integer.parseInt(
                      exchange.getRequestHeaders().getFirst("Range").replaceAll("\\D", ""));
              exchange
                  .getResponseHeaders()
                  .set("Content-Range", "bytes %d-%d/*".formatted(from, FILE.length - 1));
              TestServer.send(exchange, 206, Arrays.copyOfRange(FILE, from, FILE.length));
            }
            default -> TestServer.send(exchange, 200, FILE);
          }
        });

    assertThat(Files.readAllBytes(fetcher.download(wanted("/thing")).file())).isEqualTo(FILE);
    assertThat(server.count("/thing")).isEqualTo(3);
  }

  @Test
  void waitsAsLongAsTheServerAsks() throws Exception {
    server.on(
        "/thing",
        (exchange, number) -> {
          if (number == 1) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            TestServer.send(exchange, 429, new byte[0]);
          } else {
            TestServer.send(exchange, 200, FILE);
          }
        });
    long before = System.nanoTime();

    fetcher.download(wanted("/thing"));

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(990));
  }

  @Test
  void endsATransferInWhichNothingMoves() {
    server.on(
        "/thing",
        (exchange, _) -> {
          exchange.sendResponseHeaders(200, FILE.length);
          exchange.getResponseBody().write(FILE, 0, 10);
          exchange.getResponseBody().flush();
          pause(3000);
        });

    assertThatThrownBy(() -> fetcher.download(wanted("/thing")))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot download `thing 1.0`: nothing came for 0 s");
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void givesUpAfterTheLastAttempt() {
    server.on("/thing", (exchange, _) -> TestServer.send(exchange, 503, new byte[0]));

    assertThatThrownBy(() -> fetcher.download(wanted("/thing")))
        .hasMessage("Cannot download `thing 1.0`: 503 Service Unavailable, again and again");
    assertThat(server.count("/thing")).isEqualTo(3);
  }

  @Test
  void namesWhatIsMissingWithoutTheUrlsSecrets() {
    Download wanted =
        new Download(
            BuildEvent.Stage.DOWNLOAD,
            "numpy 2.3.1",
            URI.create("http://me:secret@127.0.0.1:" + server.port() + "/gone?token=secret"),
            Optional.empty(),
            Optional.empty());

    assertThatThrownBy(() -> fetcher.download(wanted))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure).hasMessage("Cannot download `numpy 2.3.1`: 404 Not Found");
              assertThat(failure.details())
                  .containsExactly(
                      "GET http://127.0.0.1:%d/gone?…: 404 Not Found".formatted(server.port()));
              assertThat(failure.hints()).hasSize(1);
            });
    assertThat(server.count("/gone?token=secret")).isEqualTo(1);
  }

  @Test
  void refusesOtherBytesAndKeepsNothing() {
    byte[] other = FILE.clone();
    other[5]++;
    server.on("/thing", other);

    assertThatThrownBy(() -> fetcher.download(wanted("/thing")))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining(Digest.of(FILE).shortened())
        .hasMessageContaining(Digest.of(other).shortened());
    assertThat(store.count()).isZero();
    assertThat(server.count("/thing")).as("one whole try more").isEqualTo(2);
  }

  @Test
  void saysWhenAWebPageCameInsteadOfTheFile() {
    server.on("/thing", "<!DOCTYPE html><title>Log in".getBytes(StandardCharsets.UTF_8));
    Download unsized =
        new Download(
            BuildEvent.Stage.DOWNLOAD,
            "thing 1.0",
            server.uri("/thing"),
            Optional.of(Digest.of(FILE)),
            Optional.empty());

    assertThatThrownBy(() -> fetcher.download(unsized))
        .hasMessageContaining("a web page came instead of the file");
  }

  @Test
  void refusesASizeThatIsNotTheOneOfTheLock() {
    server.on("/thing", Arrays.copyOf(FILE, 100));

    assertThatThrownBy(() -> fetcher.download(wanted("/thing")))
        .hasMessage(
            "Cannot download `thing 1.0`: 100 bytes are announced where 200000 were wanted");
    assertThat(server.count("/thing")).isEqualTo(1);
  }

  @Test
  void stopsAnEndlessFile() {
    server.on(
        "/thing",
        (exchange, _) -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(FILE);
          }
        });

    assertThatThrownBy(() -> fetcher.download(wanted("/thing")))
        .hasMessageContaining("more than 200000 bytes came");
  }

  @Test
  void getsTheSameFileOnceForAllWhoAskAtTheSameTime() throws Exception {
    server.on(
        "/thing",
        (exchange, _) -> {
          pause(100);
          TestServer.send(exchange, 200, FILE);
        });

    inParallel(6, _ -> fetcher.download(wanted("/thing")));

    assertThat(server.count("/thing")).isEqualTo(1);
  }

  @Test
  void runsNoMoreTransfersThanItMay() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    for (int i = 0; i < 9; i++) {
      server.on(
          "/thing" + i,
          (exchange, _) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            pause(50);
            // Before the answer: who has it may ask for the next one at once.
            now.decrementAndGet();
            TestServer.send(
                exchange,
                200,
                exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8));
          });
    }

    inParallel(
        9,
        i -> {
          String path = "/thing" + i;
          return fetcher.download(wanted(path, path.getBytes(StandardCharsets.UTF_8)));
        });

    assertThat(most.get()).isBetween(2, 3);
  }

  private interface Numbered {
    Object run(int number) throws Exception;
  }

  private static void inParallel(int count, Numbered work) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Object>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        running.add(threads.submit(() -> work.run(number)));
      }
      for (Future<Object> one : running) {
        one.get();
      }
    }
  }

  @Test
  void asksForADocumentAgainWithItsValidators() throws Exception {
    server.on(
        "/index",
        (exchange, _) -> {
          exchange.getResponseHeaders().set("ETag", "W/\"7\"");
          if ("W/\"7\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
          } else {
            TestServer.send(exchange, 200, "index".getBytes(StandardCharsets.UTF_8));
          }
        });

    assertThat(fetcher.get(server.uri("/index"), Map.of())).asString().isEqualTo("index");
    assertThat(fetcher.get(server.uri("/index"), Map.of())).asString().isEqualTo("index");
    assertThat(server.asked().getLast().headers()).containsEntry("If-None-Match", "W/\"7\"");
  }

  @Test
  void leavesTheLoginBehindWhenARedirectChangesTheHost() throws Exception {
    try (TestServer other = new TestServer()) {
      other.on("/file", FILE);
      server.on(
          "/thing",
          (exchange, _) -> {
            exchange.getResponseHeaders().set("Location", other.uri("/file").toString());
            exchange.sendResponseHeaders(302, -1);
          });
      URI uri = URI.create("http://me:pa%3Ass@127.0.0.1:" + server.port() + "/thing");

      fetcher.get(uri, Map.of("X-Other", "1"));

      assertThat(server.asked().getLast().headers())
          .containsEntry("Authorization", new Login("me", "pa:ss").header());
      assertThat(other.asked().getLast().headers())
          .doesNotContainKey("Authorization")
          .containsEntry("X-Other", "1");
    }
  }

  @Test
  void takesALoginFromNetrcForExactlyItsHost() throws Exception {
    Path netrc = folder.resolve("netrc");
    Files.writeString(
        netrc, "machine 127.0.0.1 login me password secret\ndefault login all password all\n");
    server.on("/thing", FILE);
    try (HttpFetcher with = fetcher(Map.of("NETRC", netrc.toString()))) {
      with.download(wanted("/thing"));
    }
    assertThat(server.asked().getLast().headers())
        .containsEntry("Authorization", new Login("me", "secret").header());
  }

  @Test
  void goesThroughTheProxyWithItsLogin() throws Exception {
    server.on("http://files.example.org/thing", FILE);
    try (HttpFetcher with =
        fetcher(Map.of("http_proxy", "http://me:secret@127.0.0.1:" + server.port()))) {
      with.get(URI.create("http://files.example.org/thing"), Map.of());
    }
    assertThat(server.asked().getLast().headers())
        .containsEntry("Proxy-Authorization", new Login("me", "secret").header())
        .doesNotContainKey("Authorization");
  }

  @Test
  void saysWhenAHostHasNoAddress() {
    assertThatThrownBy(() -> fetcher.get(URI.create("http://nowhere.invalid/x"), Map.of()))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure).hasMessage("Cannot get `http://nowhere.invalid/x`: unknown host");
              assertThat(failure.hints().getFirst()).contains("nowhere.invalid");
            });
  }

  @Test
  void readsFilesOfThisMachine() throws Exception {
    Path file = Files.write(folder.resolve("a file"), FILE);
    Download wanted =
        new Download(
            BuildEvent.Stage.DOWNLOAD,
            "file",
            file.toUri(),
            Optional.of(Digest.of(FILE)),
            Optional.empty());

    assertThat(fetcher.get(file.toUri(), Map.of())).isEqualTo(FILE);
    assertThat(fetcher.download(wanted).digest()).isEqualTo(Digest.of(FILE));
    assertThatThrownBy(() -> fetcher.get(URI.create("file:///no/such/file"), Map.of()))
        .hasMessage("Cannot get `file:///no/such/file`: no file `/no/such/file`");
  }

  @Test
  void refusesOtherSchemes() {
    assertThatThrownBy(() -> fetcher.get(URI.create("ftp://example.org/x"), Map.of()))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("is not an `https://`, `http://` or `file://` URL");
  }
}
