package org.repo2oci.cli.application;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;
import org.repo2oci.inspect.InspectedImage.InstalledPackage;

/**
 * What an image holds, bottom layer first.
 *
 * @param packages empty for an image that carries no lock
 * @param environment that its processes start with
 */
public record InspectReport(
    String name,
    Digest manifest,
    Platform platform,
    Map<String, String> labels,
    List<ImageLayer> layers,
    List<InstalledPackage> packages,
    Map<String, String> environment) {
  /**
   * A layer of an image.
   *
   * @param diffId digest of its tar
   * @param size compressed bytes
   * @param key of our planner; empty for layers that we did not make
   * @param createdBy its line of the image's history
   */
  public record ImageLayer(
      Digest digest, Digest diffId, long size, Optional<String> key, String createdBy) {}

  public InspectReport {
    environment = Map.copyOf(environment);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    layers = List.copyOf(layers);
    packages = List.copyOf(packages);
  }
}
