package org.repo2oci.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.History;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Manifest;
import org.repo2oci.image.MediaType;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.lock.Lock;

/**
 * An image that was built before, as its documents tell: which layers it has, and the lock that it
 * was made of. None of its layers need be on this machine.
 *
 * @param reference under which it was found
 * @param digest of its own manifest
 * @param layers bottom first, those of a base image among them
 * @param lock empty where it carries none that can be read
 */
public record PreviousImage(
    ImageReference reference,
    Digest digest,
    Manifest manifest,
    ImageConfig config,
    List<Layer> layers,
    Optional<Lock> lock) {
  /**
   * A layer.
   *
   * @param diffId as the configuration has it
   * @param made empty for a layer that we did not make, and where the documents contradict each
   *     other
   */
  public record Layer(Descriptor descriptor, Digest diffId, Optional<Made> made) {
    /** The key that it was planned with. */
    public Optional<Digest> key() {
      return made.map(Made::key);
    }

    public Optional<Stratum> stratum() {
      return made.map(Made::stratum);
    }

    /** What there is to know of the blob; empty for a layer that we did not make. */
    public Optional<LayerBlob> blob() {
      return made.map(own ->
          new LayerBlob(
              MediaType.ofLayer(descriptor.mediaType()),
              descriptor.digest(),
              descriptor.size(),
              diffId,
              own.tarSize()));
    }
  }

  /**
   * What we wrote of a layer when we made it.
   *
   * @param tarSize bytes, uncompressed
   */
  public record Made(Digest key, Stratum stratum, long tarSize) {}

  public PreviousImage {
    layers = List.copyOf(layers);
  }

  /**
   * Reads the documents of an image.
   *
   * @throws IllegalArgumentException where manifest and configuration do not have as many layers
   */
  public static PreviousImage of(
      ImageReference reference, Digest digest, Manifest manifest, ImageConfig config) {
    List<Digest> diffIds = config.diffIds();
    if (manifest.layers().size() != diffIds.size()) {
      throw new IllegalArgumentException(
          "its manifest has %d layers and its configuration %d"
              .formatted(manifest.layers().size(), diffIds.size()));
    }
    List<History> history = config.history().stream().filter(entry -> !entry.emptyLayer()).toList();
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < diffIds.size(); i++) {
      Descriptor descriptor = manifest.layers().get(i);
      Digest diffId = diffIds.get(i);
      Optional<LayerNotes.Said> said =
          history.size() == diffIds.size() ? LayerNotes.read(history.get(i)) : Optional.empty();
      layers.add(
          new Layer(
              descriptor,
              diffId,
              said.filter(one -> one.agrees(descriptor, diffId))
                  .map(one -> new Made(one.key(), one.stratum(), one.tarSize()))));
    }
    return new PreviousImage(reference, digest, manifest, config, layers, Optional.empty());
  }

  /** What was written into the history of a layer that we made. */
  public Optional<History> history(Layer layer) {
    if (layer.made().isEmpty()) {
      return Optional.empty();
    }
    List<History> entries = config.history().stream().filter(one -> !one.emptyLayer()).toList();
    return Optional.of(entries.get(layers.indexOf(layer)));
  }

  public PreviousImage withLock(Lock read) {
    return new PreviousImage(reference, digest, manifest, config, layers, Optional.of(read));
  }

  /** The layer that has the lock. */
  public Optional<Layer> lockLayer() {
    return layers.stream()
        .filter(layer -> layer.stratum().equals(Optional.of(Stratum.LOCK)))
        // One that follows another may lie above it.
        .reduce((_, later) -> later);
  }

  /**
   * How many layers are said to be ours by their annotations, and something else by the
   * configuration: somebody changed one of the two.
   */
  public long contradictions() {
    return layers.stream()
        .filter(layer ->
            layer.made().isEmpty() && layer.descriptor().annotations().containsKey(LayerNotes.KEY))
        .count();
  }
}
