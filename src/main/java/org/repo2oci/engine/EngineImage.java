package org.repo2oci.engine;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.RootFS;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.ImageHistory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;

/**
 * What an engine says of an image.
 *
 * @param id the digest by which it knows it
 * @param environment that its containers start with
 * @param layers bottom first
 */
public record EngineImage(
    Digest id,
    Platform platform,
    Map<String, String> labels,
    Map<String, String> environment,
    List<Layer> layers) {
  public EngineImage {
    environment = Map.copyOf(environment);
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    layers = List.copyOf(layers);
  }

  /**
   * A layer; engines keep them unpacked.
   *
   * @param size bytes of its files; 0 where the engine does not say
   * @param createdBy empty where the engine does not say
   */
  public record Layer(Digest diffId, long size, String createdBy) {}

  static EngineImage of(InspectImageResponse image, List<ImageHistory> newestFirst) {
    List<String> diffIds =
        Optional.ofNullable(image.getRootFS())
            .map(RootFS::getLayers)
            .map(List::copyOf)
            .orElse(List.of());
    List<ImageHistory> history = history(newestFirst, diffIds.size());
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < diffIds.size(); i++) {
      Digest diffId = Digest.parse(diffIds.get(i));
      layers.add(
          history.isEmpty()
              ? new Layer(diffId, 0, "")
              : new Layer(
                  diffId,
                  Objects.requireNonNullElse(history.get(i).getSize(), 0L),
                  Objects.requireNonNullElse(history.get(i).getCreatedBy(), "")));
    }
    ContainerConfig config = image.getConfig();
    Map<String, String> labels = config == null ? null : config.getLabels();
    return new EngineImage(
        Digest.parse(Objects.requireNonNull(image.getId())),
        new Platform(
            Objects.requireNonNullElse(image.getOs(), "linux"),
            Objects.requireNonNullElse(image.getArch(), "amd64")),
        labels == null ? Map.of() : labels,
        config == null ? Map.of() : environment(config.getEnv()),
        layers);
  }

  private static Map<String, String> environment(String @Nullable [] variables) {
    Map<String, String> environment = new TreeMap<>();
    for (String variable : variables == null ? new String[0] : variables) {
      String[] pair = variable.split("=", 2);
      environment.put(pair[0], pair.length == 2 ? pair[1] : "");
    }
    return environment;
  }

  /** Entries without a layer are not marked: they can only be told by their size, or not at all. */
  private static List<ImageHistory> history(List<ImageHistory> newestFirst, int layers) {
    List<ImageHistory> entries = new ArrayList<>(newestFirst);
    Collections.reverse(entries);
    if (entries.size() != layers) {
      entries.removeIf(entry -> Objects.requireNonNullElse(entry.getSize(), 0L) == 0);
    }
    return entries.size() == layers ? entries : List.of();
  }
}
