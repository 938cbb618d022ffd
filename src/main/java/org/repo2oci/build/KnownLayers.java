package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.layer.LayerReader;
import org.repo2oci.plan.LayerContents;
import org.repo2oci.plan.PlannedLayer;
import org.repo2oci.plan.PreviousImage;
import org.repo2oci.registry.ImagePuller;
import org.repo2oci.store.StoredBlob;

/**
 * The layers that need not be made: those of the store, and those that images of registries have,
 * by what they say of themselves ({@code docs/increments.md} says who is believed). What is said by
 * somebody else is never written into the store's own records.
 */
final class KnownLayers {
  private final Workshop workshop;
  private final Map<Digest, Claim> ofTargets = new HashMap<>();
  private final Map<Digest, Claim> ofOthers = new HashMap<>();
  private final Map<Digest, Claim> ofPool = new ConcurrentHashMap<>();
  private final Optional<LayerPool> pool;
  private final Map<Digest, Claim> used = new ConcurrentHashMap<>();
  private final Set<Digest> checked = ConcurrentHashMap.newKeySet();
  private final Semaphore checking;
  private final ImagePuller puller;

  /**
   * A layer that an image has, or an entry of a pool.
   *
   * @param contents what is written down beside an entry of a pool; empty for nothing
   */
  record Claim(LayerBlob layer, ImageReference where, String contents) {}

  /**
   * @param previous the most trusted ones first
   */
  KnownLayers(
      Workshop workshop,
      ReuseRequest reuse,
      List<PreviousImage> previous,
      Optional<LayerPool> pool) {
    this.workshop = workshop;
    this.pool = pool;
    this.checking = new Semaphore(workshop.threads());
    this.puller = new ImagePuller(workshop.registries(), workshop.store(), workshop.events());
    Set<String> targets =
        Set.copyOf(reuse.targets().stream().map(ImageReference::name).distinct().toList());
    if (!reuse.layers()) {
      return;
    }
    for (PreviousImage image : previous) {
      Map<Digest, Claim> claims = targets.contains(image.reference().name()) ? ofTargets : ofOthers;
      for (PreviousImage.Layer layer : image.layers()) {
        layer
            .blob()
            .ifPresent(blob ->
                claims.putIfAbsent(
                    layer.key().orElseThrow(), new Claim(blob, image.reference(), "")));
      }
    }
  }

  /** Nothing but the store. */
  static KnownLayers ofStore(Workshop workshop) {
    return new KnownLayers(workshop, ReuseRequest.none(), List.of(), Optional.empty());
  }

  /**
   * The layer of a plan, where it is known; its blob may have to be pulled.
   *
   * @param fixed whether the key decides every byte; what programs made may differ from one run to
   *     the next
   */
  Optional<LayerBlob> find(PlannedLayer layer, boolean fixed)
      throws IOException, InterruptedException {
    Digest key = layer.key();
    Optional<LayerBlob> own = workshop.layers().recorded(key);
    Optional<Claim> target = believed(layer, own.filter(_ -> fixed), ofTargets);
    if (target.isPresent()) {
      return taken(target.get());
    }
    Optional<LayerBlob> there = workshop.layers().find(key);
    if (there.isPresent()) {
      return there;
    }
    Optional<Claim> other = believed(layer, own.filter(_ -> fixed), ofOthers);
    if (other.isPresent()) {
      return taken(other.get());
    }
    if (pool.isEmpty()) {
      return Optional.empty();
    }
    Optional<Claim> pooled = pool.get().find(key, own.filter(_ -> fixed));
    if (pooled.isEmpty()) {
      return Optional.empty();
    }
    ofPool.put(key, pooled.get());
    return taken(pooled.get());
  }

  /** Asks the pool for all layers that nobody else has, at once and not one after the other. */
  void ask(List<PlannedLayer> layers) throws IOException, InterruptedException {
    if (pool.isPresent()) {
      pool.get()
          .ask(
              layers.stream()
                  .map(PlannedLayer::key)
                  .filter(key ->
                      !ofTargets.containsKey(key)
                          && !ofOthers.containsKey(key)
                          && workshop.layers().find(key).isEmpty())
                  .toList());
    }
  }

  /** What is written down beside a layer of the pool. */
  Optional<LayerContents> contents(Digest key) {
    return Optional.ofNullable(ofPool.get(key)).map(Claim::contents).flatMap(LayerContents::parse);
  }

  private Optional<Claim> believed(
      PlannedLayer layer, Optional<LayerBlob> own, Map<Digest, Claim> claims) {
    Optional<Claim> claim = Optional.ofNullable(claims.get(layer.key()));
    if (claim.isPresent()
        && own.isPresent()
        && !own.get().diffId().equals(claim.get().layer().diffId())) {
      workshop
          .events()
          .accept(
              new BuildEvent.Warned(
                  "Not taking the layer `%s` from `%s`: it is another than the one that was made here"
                      .formatted(layer.title(), claim.get().where())));
      return Optional.empty();
    }
    return claim;
  }

  private Optional<LayerBlob> taken(Claim claim) {
    used.putIfAbsent(claim.layer().digest(), claim);
    return Optional.of(claim.layer());
  }

  /** Whether the store has the layer's blob. */
  boolean isHere(LayerBlob layer) {
    return workshop.store().blob(layer.digest()).filter(b -> b.size() == layer.size()).isPresent();
  }

  /**
   * The blob of a layer; pulled where the store lacks it, and then its digest, its size and its
   * diffID are checked.
   *
   * @throws BuildFailure with a {@link LostLayer} for its cause where it cannot be had any more
   */
  Path file(LayerBlob layer) throws IOException, InterruptedException {
    Claim claim = used.get(layer.digest());
    Optional<StoredBlob> there = workshop.store().blob(layer.digest());
    if (claim == null) {
      return there.map(StoredBlob::file).orElseThrow(() -> LostLayer.leftTheStore(layer.digest()));
    }
    try {
      Path blob =
          there.isPresent()
              ? there.get().file()
              : puller
                  .blob(
                      claim.where(),
                      new Descriptor(layer.mediaType(), layer.digest(), layer.size()),
                      "layer " + layer.digest().shortened())
                  .file();
      check(layer, blob, claim.where());
      return blob;
    } catch (BuildFailure failure) {
      throw LostLayer.notHad(layer.digest(), claim.where(), failure);
    }
  }

  /** A layer is another where its tar is, although its blob is the one that was named. */
  private void check(LayerBlob layer, Path blob, ImageReference where)
      throws IOException, InterruptedException {
    if (checked.contains(layer.digest())) {
      return;
    }
    checking.acquire();
    try {
      if (Files.size(blob) != layer.size() || !LayerReader.diffId(blob).equals(layer.diffId())) {
        throw LostLayer.another(layer.digest(), where);
      }
    } catch (IOException damaged) {
      throw LostLayer.another(layer.digest(), where).withCause(damaged);
    } finally {
      checking.release();
    }
    checked.add(layer.digest());
  }

  /**
   * What has been taken.
   *
   * @param previous the images that were looked at
   */
  Reused reused(List<PreviousImage> previous) {
    Map<Digest, ImageReference> places = new LinkedHashMap<>();
    Map<Digest, LayerBlob> layers = new HashMap<>();
    used.forEach((digest, claim) -> {
      places.put(digest, claim.where());
      layers.put(digest, claim.layer());
    });
    return new Reused(
        previous,
        places,
        digest -> {
          LayerBlob layer = layers.get(digest);
          if (layer == null) {
            throw LostLayer.leftTheStore(digest);
          }
          return file(layer);
        });
  }
}
