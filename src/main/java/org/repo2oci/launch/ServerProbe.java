package org.repo2oci.launch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalInt;

/** Asks a server of this machine for pages, with its token. */
final class ServerProbe implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int BROKEN = 500;

  /** How a wait ended. */
  enum Outcome {
    ANSWERED,
    ENDED,
    SILENT
  }

  private final int port;
  private final Token token;

  /** Proxies are for other machines. */
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  ServerProbe(int port, Token token) {
    this.port = port;
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
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://%s:%d/%s".formatted(LocalPort.ADDRESS, port, path)))
            .header("Authorization", "token " + token.text())
            .timeout(limit)
            .build();
    try {
      return OptionalInt.of(client.send(request, BodyHandlers.discarding()).statusCode());
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }

  @Override
  public void close() {
    // Not `close`, which would wait for requests that nobody waits for any more.
    client.shutdownNow();
  }
}
