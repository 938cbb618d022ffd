package org.repo2oci.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.repo2oci.fetch.FetchFailures;
import org.repo2oci.fetch.HttpConnections;
import org.repo2oci.fetch.RetryPolicy;
import org.repo2oci.fetch.StallGuard;
import org.repo2oci.fetch.TryAgain;
import org.repo2oci.fetch.Uris;
import org.repo2oci.filetree.Content;

/**
 * Sends one request to a registry: paced, authorised, redirected; a status that may pass throws.
 */
final class Wire {
  private static final int REDIRECTS = 5;
  private static final int TOO_MANY = 429;

  /** Of the login in one request: others may use up what it got, where many are sent at once. */
  private static final int RENEWALS = 4;

  private static final int LARGEST_DOCUMENT = 8 << 20;
  private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);

  /** A registry may take its time to store what it has got. */
  private static final int PATIENCE = 3;

  private final HttpConnections connections;
  private final Endpoint endpoint;
  private final Authorizer authorizer;
  private final RegistryFailures failures;
  private final Pace pace;

  Wire(
      HttpConnections connections,
      Endpoint endpoint,
      Authorizer authorizer,
      RegistryFailures failures,
      Pace pace) {
    this.connections = connections;
    this.endpoint = endpoint;
    this.authorizer = authorizer;
    this.failures = failures;
    this.pace = pace;
  }

  /** Sends, and reads the small answer. */
  Answer ask(Call call) throws IOException, InterruptedException {
    HttpResponse<InputStream> response = open(call);
    try (InputStream body = response.body()) {
      byte[] bytes =
          call.method().equals("HEAD") ? new byte[0] : body.readNBytes(LARGEST_DOCUMENT + 1);
      if (bytes.length > LARGEST_DOCUMENT) {
        throw failures.unusable("it sent a document of more than 8 MiB");
      }
      Answer answer = new Answer(response.statusCode(), response.headers(), bytes);
      if (RetryPolicy.mayPass(answer.status())) {
        String reason = answer.reason();
        throw new TryAgain(
            answer.status(),
            reason.isEmpty() ? FetchFailures.status(answer.status()) : reason,
            RetryPolicy.retryAfter(answer.header("Retry-After"), Instant.now()));
      }
      return answer;
    }
  }

  /** Sends, and gives the response with its body still open, whatever its status is. */
  HttpResponse<InputStream> open(Call start) throws IOException, InterruptedException {
    Call call = start;
    int renewed = 0;
    for (int hop = 0; hop <= REDIRECTS; hop++) {
      boolean ours = Uris.sameOrigin(endpoint.base(), call.uri());
      Optional<String> authorization = ours ? authorizer.header() : Optional.empty();
      pace.await();
      HttpResponse<InputStream> response = send(call, authorization);
      int status = response.statusCode();
      if (status == TOO_MANY && ours) {
        pace.refused(
            RetryPolicy.retryAfter(response.headers().firstValue("Retry-After"), Instant.now()));
      } else if (ours) {
        pace.accepted();
      }
      if (status == 401 && ours && renewed < RENEWALS) {
        Answer refusal = drained(response);
        renewed++;
        if (authorizer.answer(refusal, authorization)) {
          hop--;
          continue;
        }
        throw failures.status(call, refusal, authorizer.login());
      }
      if (!MOVED.contains(status)) {
        return response;
      }
      response.body().close();
      call = call.to(location(call.uri(), response.headers().firstValue("Location")));
    }
    throw failures.unusable("the registry redirects in circles");
  }

  private static Answer drained(HttpResponse<InputStream> response) throws IOException {
    try (InputStream body = response.body()) {
      return new Answer(
          response.statusCode(), response.headers(), body.readNBytes(LARGEST_DOCUMENT));
    }
  }

  /**
   * Where a registry sends us next. A registry behind a TLS proxy often believes that it is asked
   * without TLS, so its own address keeps the scheme that we came with.
   */
  URI location(URI from, Optional<String> text) {
    URI to;
    try {
      to = from.resolve(text.orElse(""));
    } catch (IllegalArgumentException e) {
      throw failures.unusable("the registry redirects to something that is no URL");
    }
    if (text.isEmpty() || to.getHost() == null) {
      throw failures.unusable("the registry did not say where to go on");
    }
    boolean http = "http".equals(String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT));
    if (http && "https".equalsIgnoreCase(from.getScheme())) {
      if (!to.getHost().equalsIgnoreCase(from.getHost())) {
        throw failures.unusable("the registry redirects from https to http");
      }
      return from.resolve(
          to.getRawPath() + (to.getRawQuery() == null ? "" : "?" + to.getRawQuery()));
    }
    return to;
  }

  private HttpResponse<InputStream> send(Call call, Optional<String> authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder builder = connections.request(call.uri());
    call.headers().forEach(builder::header);
    authorization.ifPresent(value -> builder.header("Authorization", value));
    Duration idle = connections.settings().idleTimeout();
    return switch (call.body()) {
      case Call.Body.None _ ->
          connections.send(
              builder
                  .timeout(idle)
                  .method(call.method(), HttpRequest.BodyPublishers.noBody())
                  .build());
      case Call.Body.Bytes(byte[] bytes) ->
          connections.send(
              builder
                  .timeout(idle)
                  .method(call.method(), HttpRequest.BodyPublishers.ofByteArray(bytes))
                  .build());
      case Call.Body.Part part -> upload(builder, call.method(), part, idle.multipliedBy(PATIENCE));
    };
  }

  private HttpResponse<InputStream> upload(
      HttpRequest.Builder builder, String method, Call.Body.Part part, Duration idle)
      throws IOException, InterruptedException {
    CompletableFuture<Future<?>> sending = new CompletableFuture<>();
    try (StallGuard guard =
        new StallGuard(
            idle, connections.settings().deadline(), () -> sending.join().cancel(true))) {
      HttpRequest request = builder.method(method, publisher(part, guard)).build();
      CompletableFuture<HttpResponse<InputStream>> future =
          connections.client().sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
      sending.complete(future);
      try {
        return future.get();
      } catch (CancellationException e) {
        throw new IOException("nothing moved for %d s".formatted(idle.toSeconds()), e);
      } catch (InterruptedException e) {
        future.cancel(true);
        throw e;
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
      }
    }
  }

  private static HttpRequest.BodyPublisher publisher(Call.Body.Part part, StallGuard guard) {
    if (part.length() == 0) {
      return HttpRequest.BodyPublishers.noBody();
    }
    return HttpRequest.BodyPublishers.fromPublisher(
        HttpRequest.BodyPublishers.ofInputStream(() -> {
          try {
            InputStream bytes = new Content.Range(part.file(), part.offset(), part.length()).open();
            return new Counted(bytes, guard, part.sent());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }),
        part.length());
  }

  /** Says how far the reading is, and so, nearly, how far the sending is. */
  private static final class Counted extends FilterInputStream {
    private final StallGuard guard;
    private final LongConsumer sent;
    private long count;

    Counted(InputStream in, StallGuard guard, LongConsumer sent) {
      super(in);
      this.guard = guard;
      this.sent = sent;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      if (read > 0) {
        count += read;
        guard.moved();
        sent.accept(count);
      }
      return read;
    }
  }
}
