package org.repo2oci.cli.action;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Binder that is asked to get the image ready before the first visitor.
 *
 * @param address of the hub, without a slash at its end
 */
record MyBinder(String address, Duration patience) {
  private static final Pattern PHASE = Pattern.compile("\"phase\"\\s*:\\s*\"(\\w+)\"");

  static MyBinder usual() {
    return new MyBinder("https://mybinder.org", Duration.ofMinutes(15));
  }

  /**
   * Asks for a repository, and reads the events until it is ready.
   *
   * @return why it is not; empty where it is
   */
  Optional<String> build(String repository, String ref) throws InterruptedException {
    URI uri = URI.create(address + "/build/gh/" + repository + "/" + ref);
    long end = System.nanoTime() + patience.toNanos();
    try (HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(30))
            .build()) {
      HttpResponse<InputStream> answer =
          client.send(
              HttpRequest.newBuilder(uri)
                  .header("Accept", "text/event-stream")
                  .timeout(patience)
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        if (answer.statusCode() != 200) {
          return Optional.of("GET %s: %d".formatted(uri, answer.statusCode()));
        }
        return last(lines, end);
      } finally {
        client.shutdownNow();
      }
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of("GET %s: %s".formatted(uri, e));
    }
  }

  private static Optional<String> last(BufferedReader lines, long end) throws IOException {
    String phase = "none";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher found = PHASE.matcher(line);
      phase = line.startsWith("data:") && found.find() ? found.group(1) : phase;
      switch (phase) {
        case "ready" -> {
          return Optional.empty();
        }
        case "failed" -> {
          return Optional.of("its build failed");
        }
        default -> {
          if (System.nanoTime() > end) {
            return Optional.of("it was not ready in time");
          }
        }
      }
    }
    return Optional.of("its last phase was `%s`".formatted(phase));
  }
}
