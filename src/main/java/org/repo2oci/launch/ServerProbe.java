package org.repo2oci.launch;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks a server of this machine for pages, with its token. */
final class ServerProbe implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int BROKEN = 500;

  /** Of a page that is there and does not work; each may take as long as a proxied program does. */
  private static final int ATTEMPTS = 3;

  private static final int REDIRECTS = 10;
  private static final int LOOP = 508;
  private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);
  private static final int OK = 200;

  /** How a wait ended. */
  enum Outcome {
    ANSWERED,
    ENDED,
    SILENT
  }

  private final ServerAddress server;
  private final Token token;

  /** Proxies are for other machines. Programs behind the server may want their cookie back. */
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .followRedirects(HttpClient.Redirect.NEVER)
          .cookieHandler(new CookieManager())
          .connectTimeout(CONNECT)
          .build();

  ServerProbe(ServerAddress server, Token token) {
    this.server = server;
    this.token = token;
  }

  /**
   * Asks again and again until there is an answer that says that the server is up; a refusal is
   * one, a failure inside the server is not.
   */
  Outcome awaitAnswer(String path, RunningImage running, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (!left.isPositive()) {
        return Outcome.SILENT;
      }
      OptionalInt status = status(path, left);
      // Asked last: an answer of somebody else's server on this port is none of ours.
      if (!running.isRunning()) {
        return Outcome.ENDED;
      }
      if (status.isPresent() && status.getAsInt() < BROKEN) {
        return Outcome.ANSWERED;
      }
      Thread.sleep(PAUSE);
    }
  }

  /** The status of a page; empty where there is no answer in time. */
  OptionalInt status(String path, Duration limit) throws InterruptedException {
    HttpResponse<Void> response = get(server.uri(path), limit, BodyHandlers.discarding());
    return response == null ? OptionalInt.empty() : OptionalInt.of(response.statusCode());
  }

  /**
   * The status of the page that somebody sees who opens it: redirects of the server's own are
   * followed, and a failure inside the server gets some time to pass.
   */
  OptionalInt opened(String path, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    OptionalInt last = OptionalInt.empty();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (!left.isPositive()) {
        break;
      }
      last = followed(path, left);
      if (last.isPresent() && last.getAsInt() < BROKEN) {
        break;
      }
      Thread.sleep(PAUSE.multipliedBy(1L << (2 * attempt)));
    }
    return last;
  }

  private OptionalInt followed(String path, Duration limit) throws InterruptedException {
    URI address = server.uri(path);
    for (int redirect = 0; redirect < REDIRECTS; redirect++) {
      HttpResponse<Void> response = get(address, limit, BodyHandlers.discarding());
      if (response == null) {
        return OptionalInt.empty();
      }
      Optional<URI> next = next(address, response);
      if (next.isEmpty()) {
        return OptionalInt.of(response.statusCode());
      }
      address = next.get();
    }
    return OptionalInt.of(LOOP);
  }

  /** Where to go on; nowhere where that is another server, which a browser could reach. */
  private static Optional<URI> next(URI address, HttpResponse<?> response) {
    if (!MOVED.contains(response.statusCode())) {
      return Optional.empty();
    }
    try {
      return response
          .headers()
          .firstValue("Location")
          .map(address::resolve)
          .filter(next -> String.valueOf(next.getAuthority()).equals(address.getAuthority()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What the server says at an address of its own, such as a list; empty unless it is there. */
  Optional<String> text(String path, Duration limit) throws InterruptedException {
    HttpResponse<String> response = get(server.uri(path), limit, BodyHandlers.ofString());
    return response == null || response.statusCode() != OK
        ? Optional.empty()
        : Optional.of(response.body());
  }

  private <T> @Nullable HttpResponse<T> get(URI uri, Duration limit, BodyHandler<T> body)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "token " + token.text())
            .timeout(limit)
            .build();
    try {
      return client.send(request, body);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    // Not `close`, which would wait for requests that nobody waits for any more.
    client.shutdownNow();
  }
}
