package org.repo2oci.product;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks servers on loopback. */
final class Http {
  private Http() {}

  /** Without the offer of HTTP/2, which proxies made with Node take for one of a web socket. */
  static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /** Waits up to a minute until a GET has this status. */
  static void await(URI uri, int status) throws InterruptedException {
    Object last = "nothing";
    try (HttpClient client = client()) {
      for (int i = 0; i < 300; i++) {
        try {
          HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
          int answer = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
          if (answer == status) {
            return;
          }
          last = answer;
        } catch (IOException e) {
          last = e;
        }
        Thread.sleep(200);
      }
    }
    throw new AssertionError("%s: wanted %d, got %s".formatted(uri, status, last));
  }

  static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    try (HttpClient client = client()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  static String post(URI uri, String json) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    if (answer.statusCode() >= 300) {
      throw new AssertionError("%s: %d %s".formatted(uri, answer.statusCode(), answer.body()));
    }
    return answer.body();
  }
}
