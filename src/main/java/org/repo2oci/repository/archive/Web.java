package org.repo2oci.repository.archive;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.FetchFailures;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.fetch.HttpConnections;
import org.repo2oci.fetch.Redacted;
import org.repo2oci.store.StoredBlob;

/** What archives are asked by: documents of JSON, and files. */
final class Web {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Map<String, String> ACCEPT = Map.of("Accept", "application/json");
  private static final int NOT_FOUND = 404;
  private static final int FAILED = 400;
  private static final int LARGEST_ANSWER = 1 << 20;
  private static final Duration TIME = Duration.ofSeconds(60);

  private final Fetcher fetcher;
  private final HttpConnections connections;

  Web(Fetcher fetcher, HttpConnections connections) {
    this.fetcher = fetcher;
    this.connections = connections;
  }

  JsonNode json(URI uri) throws IOException, InterruptedException {
    return json(uri, Map.of());
  }

  JsonNode json(URI uri, Map<String, String> headers) throws IOException, InterruptedException {
    Map<String, String> all = new java.util.LinkedHashMap<>(ACCEPT);
    all.putAll(headers);
    return parse(uri, fetcher.get(uri, all));
  }

  /** Empty where there is no such thing (404). */
  Optional<JsonNode> jsonIfThere(URI uri) throws IOException, InterruptedException {
    try {
      return Optional.of(json(uri));
    } catch (BuildFailure failure) {
      if (FetchFailures.statusOf(failure).orElse(0) == NOT_FOUND) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /** Whether the address answers with success, and at once. */
  boolean answers(URI uri) throws IOException, InterruptedException {
    try {
      fetcher.get(uri, ACCEPT);
      return true;
    } catch (BuildFailure failure) {
      if (FetchFailures.statusOf(failure).isPresent()) {
        return false;
      }
      throw failure;
    }
  }

  /** Asks for something to be done. */
  JsonNode post(URI uri, Map<String, String> headers) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        connections.request(uri).timeout(TIME).POST(HttpRequest.BodyPublishers.noBody());
    ACCEPT.forEach(request::header);
    headers.forEach(request::header);
    String what = "ask `%s`".formatted(uri);
    HttpResponse<InputStream> response;
    try {
      response = connections.send(request.build());
    } catch (IOException e) {
      throw FetchFailures.of(what, uri, e);
    }
    try (InputStream body = response.body()) {
      if (response.statusCode() >= FAILED) {
        throw BuildFailure.environment(
                "Cannot %s: %s".formatted(what, FetchFailures.status(response.statusCode())))
            .withHint("See whether the archive has it, and try again later");
      }
      return parse(uri, body.readNBytes(LARGEST_ANSWER));
    }
  }

  private static JsonNode parse(URI uri, byte[] text) throws IOException {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      throw BuildFailure.environment(
              "Cannot read what `%s` says: it is not JSON".formatted(Redacted.uri(uri)))
          .withHint("Try again later; a login page or a proxy's notice may stand in the way")
          .withCause(e);
    }
  }

  /** A file, into the store. */
  StoredBlob file(String name, URI uri) throws IOException, InterruptedException {
    return fetcher.download(
        new Download(Stage.FETCH, name, uri, Optional.empty(), Optional.empty()));
  }
}
