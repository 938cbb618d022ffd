package org.repo2oci.image;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An OCI image configuration (image-spec, config.md).
 *
 * @param created RFC 3339 time
 * @param environment in the order in which it is written
 * @param exposedPorts such as {@code 8888/tcp}
 * @param diffIds one for each layer, bottom first
 */
public record ImageConfig(
    String created,
    Platform platform,
    Optional<String> user,
    Map<String, String> environment,
    List<String> entrypoint,
    List<String> command,
    Optional<String> workingDirectory,
    List<String> exposedPorts,
    Map<String, String> labels,
    List<Digest> diffIds,
    List<History> history) {
  public ImageConfig {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    entrypoint = List.copyOf(entrypoint);
    command = List.copyOf(command);
    exposedPorts = List.copyOf(exposedPorts);
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    diffIds = List.copyOf(diffIds);
    history = List.copyOf(history);
  }

  /** The same with other layers; there is one history entry for each. */
  public ImageConfig withLayers(List<Digest> newDiffIds, List<History> newHistory) {
    return new ImageConfig(
        created,
        platform,
        user,
        environment,
        entrypoint,
        command,
        workingDirectory,
        exposedPorts,
        labels,
        newDiffIds,
        newHistory);
  }
}
