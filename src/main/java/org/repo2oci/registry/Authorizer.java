package org.repo2oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.repo2oci.fetch.FetchFailures;
import org.repo2oci.fetch.HttpConnections;
import org.repo2oci.fetch.RetryPolicy;
import org.repo2oci.fetch.TryAgain;

/**
 * The {@code Authorization} of one repository's requests: nothing until the registry asks, then a
 * basic login or a bearer token of its token server (distribution's token specification).
 */
final class Authorizer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_TOKEN = 1 << 20;
  private static final Duration SHORTEST = Duration.ofSeconds(60);
  private static final Duration MARGIN = Duration.ofSeconds(10);
  private static final String CLIENT = "repo2oci";

  private final HttpConnections connections;
  private final Endpoint endpoint;
  private final RegistryCredentials credentials;
  private final RegistryFailures failures;
  private final Set<String> scopes;
  private final ReentrantLock lock = new ReentrantLock();

  private RegistryCredentials.@Nullable Found login;
  private @Nullable Challenge bearer;
  private @Nullable String header;
  private Instant until = Instant.MAX;

  Authorizer(
      HttpConnections connections,
      Endpoint endpoint,
      RegistryCredentials credentials,
      RegistryFailures failures,
      List<String> scopes) {
    this.connections = connections;
    this.endpoint = endpoint;
    this.credentials = credentials;
    this.failures = failures;
    this.scopes = new LinkedHashSet<>(scopes);
  }

  /** The login, looked up once. */
  RegistryCredentials.Found login() throws InterruptedException {
    lock.lock();
    try {
      RegistryCredentials.Found known = login;
      if (known == null) {
        known = credentials.find(endpoint);
        login = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /** What to send now; a token that is about to end is renewed first. */
  Optional<String> header() throws IOException, InterruptedException {
    lock.lock();
    try {
      Challenge demand = bearer;
      if (demand != null && Instant.now().isAfter(until)) {
        fetchToken(demand);
      }
      return Optional.ofNullable(header);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Answers a 401.
   *
   * @param used what the refused request carried
   * @return whether there is something new to try
   */
  boolean answer(Answer refusal, Optional<String> used) throws IOException, InterruptedException {
    lock.lock();
    try {
      if (!used.equals(Optional.ofNullable(header))) {
        // another thread renewed it meanwhile
        return true;
      }
      List<Challenge> demands = Challenge.parse(refusal.headers().allValues("WWW-Authenticate"));
      for (Challenge demand : demands) {
        if (demand.scheme().equals("bearer")) {
          bearer = demand;
          fetchToken(demand);
          return !used.equals(Optional.ofNullable(header));
        }
      }
      if (demands.stream().anyMatch(demand -> demand.scheme().equals("basic"))
          && used.isEmpty()
          && login().credential().orElse(null) instanceof Credential.Basic basic) {
        header = basic.login().header();
        return true;
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void fetchToken(Challenge demand) throws IOException, InterruptedException {
    Optional<Credential> credential = login().credential();
    if (credential.orElse(null) instanceof Credential.Bearer given) {
      header = "Bearer " + given.token();
      until = Instant.MAX;
      return;
    }
    URI realm = realm(demand);
    Set<String> wanted = new LinkedHashSet<>(scopes);
    demand.parameter("scope").ifPresent(wanted::add);
    HttpRequest request = request(realm, demand, wanted, credential);
    Call call = Call.of(request.method(), request.uri());
    HttpResponse<InputStream> response = connections.send(request);
    Answer answer;
    try (InputStream body = response.body()) {
      answer =
          new Answer(response.statusCode(), response.headers(), body.readNBytes(LARGEST_TOKEN));
    }
    if (RetryPolicy.mayPass(answer.status())) {
      throw new TryAgain(
          answer.status(),
          "the token server said " + FetchFailures.status(answer.status()),
          RetryPolicy.retryAfter(answer.header("Retry-After"), Instant.now()));
    }
    if (answer.status() != 200) {
      throw failures.status(call, answer, login());
    }
    keep(answer.body());
  }

  private void keep(byte[] body) {
    JsonNode node;
    try {
      node = JSON.readTree(body);
    } catch (IOException e) {
      // The text may hold a token, so no cause is passed on.
      throw failures.unusable("its token server gave no JSON");
    }
    String token = node.path("token").asText(node.path("access_token").asText());
    if (token.isEmpty()) {
      throw failures.unusable("its token server gave no token");
    }
    Duration lifetime = Duration.ofSeconds(node.path("expires_in").asLong(0));
    header = "Bearer " + token;
    until =
        Instant.now().plus(lifetime.compareTo(SHORTEST) < 0 ? SHORTEST : lifetime).minus(MARGIN);
  }

  private URI realm(Challenge demand) {
    URI realm;
    try {
      realm = URI.create(demand.parameter("realm").orElse(""));
    } catch (IllegalArgumentException e) {
      throw failures.unusable("it names a token server that is no URL");
    }
    String scheme = String.valueOf(realm.getScheme());
    if (realm.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw failures.unusable("it names a token server that is no URL");
    }
    if (scheme.equals("http") && endpoint.isHttps()) {
      throw failures.unusable("it names a token server that would get the login in the clear");
    }
    return realm;
  }

  private HttpRequest request(
      URI realm, Challenge demand, Set<String> wanted, Optional<Credential> credential) {
    String service = demand.parameter("service").map(name -> "service=" + encoded(name)).orElse("");
    if (credential.orElse(null) instanceof Credential.Identity identity) {
      String form =
          "grant_type=refresh_token&%s&client_id=%s&scope=%s&refresh_token=%s"
              .formatted(
                  service, CLIENT, encoded(String.join(" ", wanted)), encoded(identity.token()));
      return connections
          .request(realm)
          .timeout(connections.settings().idleTimeout())
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofString(form))
          .build();
    }
    String query =
        wanted.stream()
            .map(scope -> "&scope=" + encoded(scope))
            .collect(Collectors.joining("", service, ""));
    String join = realm.getRawQuery() == null ? "?" : "&";
    HttpRequest.Builder builder =
        connections
            .request(URI.create(realm + join + query))
            .timeout(connections.settings().idleTimeout())
            .GET();
    if (credential.orElse(null) instanceof Credential.Basic basic) {
      builder.header("Authorization", basic.login().header());
    }
    return builder.build();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
