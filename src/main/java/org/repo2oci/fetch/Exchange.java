package org.repo2oci.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One GET with its redirects; logins go to the host that they are for, and nowhere else. */
final class Exchange {
  private static final int REDIRECTS = 10;
  private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> USABLE = Set.of(200, 206, 304, 416);
  private static final Set<String> SECRET = Set.of("authorization", "cookie");

  private final HttpConnections connections;
  private final Netrc netrc;

  Exchange(HttpConnections connections, Netrc netrc) {
    this.connections = connections;
    this.netrc = netrc;
  }

  /**
   * Asks, and gives a response of status 200, 206, 304 or 416, with an open body.
   *
   * @throws TryAgain where the status may pass
   * @throws Unusable for any other status or a refused redirect
   */
  HttpResponse<InputStream> get(URI start, Map<String, String> headers, Duration timeout)
      throws IOException, InterruptedException {
    URI uri = start;
    for (int hop = 0; hop <= REDIRECTS; hop++) {
      HttpResponse<InputStream> response = connections.send(request(start, uri, headers, timeout));
      int status = response.statusCode();
      if (USABLE.contains(status)) {
        return response;
      }
      response.body().close();
      if (RetryPolicy.mayPass(status)) {
        Optional<String> after = response.headers().firstValue("Retry-After");
        throw new TryAgain(
            status, FetchFailures.status(status), RetryPolicy.retryAfter(after, Instant.now()));
      }
      if (!MOVED.contains(status)) {
        throw FetchFailures.status(status, uri);
      }
      uri = next(uri, response.headers().firstValue("Location"));
    }
    throw new Unusable("more than %d redirects".formatted(REDIRECTS), "Check the URL");
  }

  private HttpRequest request(URI start, URI uri, Map<String, String> headers, Duration timeout) {
    HttpRequest.Builder builder = connections.request(uri).timeout(timeout).GET();
    boolean home = Uris.sameOrigin(start, uri);
    boolean authorised = false;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      boolean secret = SECRET.contains(header.getKey().toLowerCase(Locale.ROOT));
      if (home || !secret) {
        builder.setHeader(header.getKey(), header.getValue());
        authorised |= secret;
      }
    }
    if (!authorised) {
      Login.in(uri)
          .or(() -> home ? Login.in(start) : Optional.empty())
          .or(() -> Optional.ofNullable(uri.getHost()).flatMap(netrc::login))
          .ifPresent(login -> builder.header("Authorization", login.header()));
    }
    return builder.build();
  }

  private static URI next(URI from, Optional<String> location) throws Unusable {
    URI to;
    try {
      to = from.resolve(location.orElse("").replace(" ", "%20"));
    } catch (IllegalArgumentException e) {
      throw new Unusable("a redirect to something that is no URL", "Check the URL");
    }
    boolean https = "https".equalsIgnoreCase(to.getScheme());
    boolean http = "http".equalsIgnoreCase(to.getScheme());
    if (location.isEmpty() || to.getHost() == null || !(https || http)) {
      throw new Unusable("a redirect to no HTTP URL", "Check the URL");
    }
    if (http && "https".equalsIgnoreCase(from.getScheme())) {
      throw new Unusable(
          "a redirect from https to http, to `%s`".formatted(to.getHost()),
          "Such a redirect is never followed: anyone on the way could change the file");
    }
    return to;
  }
}
