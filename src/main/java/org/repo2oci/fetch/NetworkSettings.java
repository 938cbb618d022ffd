package org.repo2oci.fetch;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.repo2oci.failure.BuildFailure;

/**
 * How this machine reaches the network, as its environment says.
 *
 * @param httpProxy the proxy's URL; it may carry a login
 * @param noProxy lower-case rules of {@code no_proxy}, in their order
 * @param caBundle a PEM file that replaces the trusted authorities
 * @param netrc where logins by host are, if the file exists
 * @param proxyVariables the variables that say all this, to hand on to programs in the sandbox
 * @param connections how many transfers run at once, at least 1
 * @param connectTimeout until a connection stands
 * @param idleTimeout without one byte moving
 * @param deadline for one file or document, with all its retries
 */
public record NetworkSettings(
    Optional<URI> httpProxy,
    Optional<URI> httpsProxy,
    List<String> noProxy,
    Optional<Path> caBundle,
    Optional<Path> netrc,
    Map<String, String> proxyVariables,
    int connections,
    Duration connectTimeout,
    Duration idleTimeout,
    Duration deadline,
    RetryPolicy retries) {
  private static final List<String> BUNDLES =
      List.of("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT");
  private static final List<String> PROXIES =
      List.of("http_proxy", "https_proxy", "all_proxy", "no_proxy");
  private static final int CONNECTIONS = 8;
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration DEADLINE = Duration.ofMinutes(30);

  public NetworkSettings {
    noProxy = List.copyOf(noProxy);
    proxyVariables = Map.copyOf(proxyVariables);
    if (connections < 1) {
      throw new IllegalArgumentException("at least one connection is needed, not " + connections);
    }
  }

  /** Nothing set: no proxy, the system's authorities, no logins. */
  public static NetworkSettings defaults() {
    return from(Map.of(), Optional.empty());
  }

  /**
   * Reads the environment; no file is touched. Lower-case proxy variables win over upper-case ones.
   *
   * @param home where {@code .netrc} may be; empty where there is no home directory
   * @throws BuildFailure where a proxy is not an HTTP URL
   */
  public static NetworkSettings from(Map<String, String> environment, Optional<Path> home) {
    Optional<URI> all = proxy(environment, "all_proxy");
    Map<String, String> variables = new LinkedHashMap<>();
    for (String name : PROXIES) {
      either(environment, name).ifPresent(value -> variables.put(name, value));
    }
    return new NetworkSettings(
        proxy(environment, "http_proxy").or(() -> all),
        proxy(environment, "https_proxy").or(() -> all),
        either(environment, "no_proxy").stream()
            .flatMap(list -> Arrays.stream(list.split("[,\\s]+")))
            .filter(rule -> !rule.isEmpty())
            .map(rule -> rule.toLowerCase(Locale.ROOT))
            .toList(),
        BUNDLES.stream().flatMap(name -> set(environment, name)).findFirst().map(Path::of),
        set(environment, "NETRC")
            .findFirst()
            .map(Path::of)
            .or(() -> home.map(directory -> directory.resolve(".netrc"))),
        variables,
        CONNECTIONS,
        CONNECT,
        IDLE,
        DEADLINE,
        RetryPolicy.standard());
  }

  private static Stream<String> set(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    return value.isBlank() ? Stream.empty() : Stream.of(value);
  }

  private static Optional<String> either(Map<String, String> environment, String name) {
    return Stream.of(name, name.toUpperCase(Locale.ROOT))
        .flatMap(spelling -> set(environment, spelling))
        .findFirst();
  }

  private static Optional<URI> proxy(Map<String, String> environment, String name) {
    return either(environment, name).map(value -> proxyUri(name, value));
  }

  private static URI proxyUri(String variable, String value) {
    try {
      URI uri = URI.create(value.contains("://") ? value : "http://" + value);
      if (uri.getHost() != null && "http".equalsIgnoreCase(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // reported below, without the value's secrets
    }
    throw BuildFailure.environment(
            "Cannot use the proxy `%s` of `%s`: it is not an `http://` URL"
                .formatted(Redacted.text(value), variable))
        .withHint("Set `%s` to `http://host:port`, or unset it".formatted(variable));
  }

  /** The same, and where they say nothing of proxies and authorities, what others say. */
  public NetworkSettings over(NetworkSettings others) {
    return new NetworkSettings(
        httpProxy.or(others::httpProxy),
        httpsProxy.or(others::httpsProxy),
        noProxy,
        caBundle.or(others::caBundle),
        netrc,
        proxyVariables,
        connections,
        connectTimeout,
        idleTimeout,
        deadline,
        retries);
  }

  /** The same, with a limit on transfers at once. */
  public NetworkSettings withConnections(int number) {
    return new NetworkSettings(
        httpProxy,
        httpsProxy,
        noProxy,
        caBundle,
        netrc,
        proxyVariables,
        number,
        connectTimeout,
        idleTimeout,
        deadline,
        retries);
  }

  /** The same, with other limits of time. */
  public NetworkSettings withTimes(Duration idle, Duration total, RetryPolicy policy) {
    return new NetworkSettings(
        httpProxy,
        httpsProxy,
        noProxy,
        caBundle,
        netrc,
        proxyVariables,
        connections,
        connectTimeout,
        idle,
        total,
        policy);
  }
}
