package org.repo2oci.inspect;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;

/**
 * What an image holds.
 *
 * @param digest of the manifest; where a place keeps none (an engine, an archive of {@code docker
 *     save}) the engine's id of the image
 * @param configuration its blob; empty where a place keeps none (an engine)
 * @param layers bottom first
 * @param packages that the lock inside names, by ecosystem and name; none for an image without one
 * @param environment that its processes start with
 */
public record InspectedImage(
    Digest digest,
    Optional<Descriptor> configuration,
    Platform platform,
    Map<String, String> labels,
    List<Layer> layers,
    List<InstalledPackage> packages,
    Map<String, String> environment) {
  public InspectedImage {
    environment = Map.copyOf(environment);
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    layers = List.copyOf(layers);
    packages = List.copyOf(packages);
  }

  /**
   * A layer.
   *
   * @param digest of the blob; of its tar where there are no blobs
   * @param diffId digest of its tar
   * @param size in bytes, as it lies there
   * @param createdBy its line of the image's history; empty where there is none
   * @param key that it was planned with, and its stratum; empty for a layer that we did not make,
   *     and where they were lost on the way
   */
  public record Layer(
      Digest digest,
      Digest diffId,
      long size,
      String createdBy,
      Optional<String> key,
      Optional<String> stratum) {}

  /**
   * A package.
   *
   * @param ecosystem such as {@code debian} or {@code pypi}
   * @param version empty where only building the package told it
   */
  public record InstalledPackage(String ecosystem, String name, String version) {}
}
