package org.repo2oci.registry;

import java.net.URI;
import java.util.Set;
import org.repo2oci.fetch.Hosts;
import org.repo2oci.image.ImageReference;

/**
 * Where a repository is served (distribution-spec, "Endpoints").
 *
 * @param name the registry as the user wrote it, with its port
 * @param base scheme, host and port
 */
record Endpoint(String name, URI base, String repository) {
  /** Plain HTTP is for this machine, and for the hosts that the user allowed it for. */
  static Endpoint of(ImageReference reference, Set<String> plainHttp) {
    String name = reference.registry().orElse(DockerHub.NAME);
    if (DockerHub.is(name)) {
      return new Endpoint(
          DockerHub.NAME,
          URI.create("https://" + DockerHub.API),
          DockerHub.repository(reference.repository()));
    }
    boolean plain = Hosts.isLoopback(withoutPort(name)) || plainHttp.contains(name);
    URI base = URI.create((plain ? "http://" : "https://") + name);
    return new Endpoint(name, base, reference.repository());
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  URI uri(String path) {
    return base.resolve("/v2/" + repository + "/" + path);
  }

  boolean isHttps() {
    return base.getScheme().equals("https");
  }
}
