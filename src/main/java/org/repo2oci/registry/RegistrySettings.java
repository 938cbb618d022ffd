package org.repo2oci.registry;

import java.util.Set;
import org.repo2oci.fetch.NetworkSettings;

/**
 * How registries are spoken to.
 *
 * @param plainHttp registries ({@code host:port}) besides this machine's that are asked without TLS
 * @param uploads how many blobs are uploaded at once, at least 1
 * @param requestsPerSecond to one registry, after a first burst; registries limit by address
 */
public record RegistrySettings(
    NetworkSettings network,
    RegistryCredentials credentials,
    Set<String> plainHttp,
    int uploads,
    int requestsPerSecond) {
  private static final int UPLOADS = 5;
  private static final int REQUESTS_PER_SECOND = 20;

  public RegistrySettings {
    plainHttp = Set.copyOf(plainHttp);
    if (uploads < 1 || requestsPerSecond < 1) {
      throw new IllegalArgumentException("a registry needs at least one upload and one request");
    }
  }

  public static RegistrySettings of(NetworkSettings network, RegistryCredentials credentials) {
    return new RegistrySettings(network, credentials, Set.of(), UPLOADS, REQUESTS_PER_SECOND);
  }
}
