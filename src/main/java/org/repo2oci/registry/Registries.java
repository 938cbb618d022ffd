package org.repo2oci.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.repo2oci.fetch.HttpConnections;
import org.repo2oci.image.ImageReference;

/** The connections to all registries of one run; close it at the end. */
public final class Registries implements AutoCloseable {
  private final RegistrySettings settings;
  private final HttpConnections connections;
  private final Map<String, Pace> paces = new ConcurrentHashMap<>();
  private final Map<String, RegistryClient> clients = new ConcurrentHashMap<>();

  public Registries(RegistrySettings settings) {
    this.settings = settings;
    this.connections = new HttpConnections(settings.network());
  }

  RegistrySettings settings() {
    return settings;
  }

  /** A client that may read; the same repository shares its token. */
  RegistryClient reader(ImageReference reference) {
    Endpoint endpoint = Endpoint.of(reference, settings.plainHttp());
    return clients.computeIfAbsent(
        "pull " + reference,
        _ ->
            client(
                "pull from", reference, endpoint, List.of(scope(endpoint.repository(), "pull"))));
  }

  /** A client that may write, and read from the repositories that blobs are mounted from. */
  RegistryClient writer(ImageReference reference, List<String> mountFrom) {
    Endpoint endpoint = Endpoint.of(reference, settings.plainHttp());
    List<String> scopes = new ArrayList<>();
    scopes.add(scope(endpoint.repository(), "pull,push"));
    mountFrom.forEach(source -> scopes.add(scope(source, "pull")));
    return clients.computeIfAbsent(
        "push " + reference + " " + scopes, _ -> client("push to", reference, endpoint, scopes));
  }

  /** A client that may also remove. */
  RegistryClient deleter(ImageReference reference) {
    Endpoint endpoint = Endpoint.of(reference, settings.plainHttp());
    List<String> scopes = List.of(scope(endpoint.repository(), "pull,push,delete"));
    return clients.computeIfAbsent(
        "prune " + reference, _ -> client("prune", reference, endpoint, scopes));
  }

  private static String scope(String repository, String actions) {
    return "repository:%s:%s".formatted(repository, actions);
  }

  private RegistryClient client(
      String verb, ImageReference reference, Endpoint endpoint, List<String> scopes) {
    RegistryFailures failures = new RegistryFailures(verb, reference.toString(), endpoint);
    Authorizer authorizer =
        new Authorizer(connections, endpoint, settings.credentials(), failures, scopes);
    Pace pace = paces.computeIfAbsent(endpoint.name(), _ -> new Pace(settings.requestsPerSecond()));
    Wire wire = new Wire(connections, endpoint, authorizer, failures, pace);
    return new RegistryClient(endpoint, settings.network(), wire, authorizer, failures);
  }

  @Override
  public void close() {
    connections.close();
  }
}
