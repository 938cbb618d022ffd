package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.MediaType;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.plan.LayerNotes;
import org.repo2oci.plan.Stratum;
import org.repo2oci.registry.ImagePuller;
import org.repo2oci.registry.ImagePusher;
import org.repo2oci.registry.PushRequest;
import org.repo2oci.registry.RemoteManifest;
import org.repo2oci.store.StoredBlob;

/**
 * A repository of layers that many repositories share: one small manifest for each layer, under a
 * tag that the layer's key gives. Many may write there, so that an entry is believed only where
 * this machine made the same layer once, or where it is signed with the secret of the environment.
 */
final class LayerPool {
  /** What signs entries, and what says that they are to be believed. */
  static final String SECRET = "REPO2OCI_CACHE_SECRET";

  /** What of an image is worth sharing; the rest is of one repository alone. */
  private static final Set<Stratum> SHARED =
      Set.of(
          Stratum.BASE,
          Stratum.BASE_CONFIGURED,
          Stratum.RUNTIME,
          Stratum.SETTINGS,
          Stratum.SERVER,
          Stratum.APT,
          Stratum.APT_CONFIGURED,
          Stratum.PACKAGES);

  /** How long an entry is not said to be in use again. */
  private static final Duration FRESH = Duration.ofDays(7);

  private static final String KIND = "pool-entry";

  private final Workshop workshop;
  private final ImageReference repository;
  private final Optional<String> secret;
  private final Clock clock;
  private final AtomicBoolean said = new AtomicBoolean();
  private final Map<Digest, Optional<PoolEntry>> read = new ConcurrentHashMap<>();

  LayerPool(Workshop workshop, ImageReference repository, Clock clock) {
    this.workshop = workshop;
    this.repository = repository;
    this.clock = clock;
    this.secret =
        Optional.ofNullable(workshop.environment().get(SECRET)).filter(text -> !text.isBlank());
  }

  static Optional<LayerPool> of(Workshop workshop, ReuseRequest reuse) {
    return reuse.pool().map(name -> new LayerPool(workshop, name, Clock.systemUTC()));
  }

  /**
   * The entry of a key, where it is to be believed.
   *
   * @param own what this machine knows of the key's layer
   */
  Optional<KnownLayers.Claim> find(Digest key, Optional<LayerBlob> own)
      throws IOException, InterruptedException {
    if (own.isEmpty() && secret.isEmpty()) {
      once(
          "The layers of `%s` are not taken: without `%s` only those are that were made here before"
              .formatted(repository, SECRET));
      return Optional.empty();
    }
    ask(List.of(key));
    Optional<PoolEntry> entry = read.getOrDefault(key, Optional.empty());
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    ImageReference tag = repository.withTag(PoolEntry.tag(key));
    if (!isBelieved(entry.get(), key, own)) {
      workshop
          .events()
          .accept(
              new BuildEvent.Warned(
                  "Not taking the layer `%s`: nothing vouches for what it says".formatted(tag)));
      return Optional.empty();
    }
    return Optional.of(
        new KnownLayers.Claim(
            entry.get().layer(), tag, isSigned(entry.get()) ? entry.get().contents() : ""));
  }

  /** Reads the entries that may be believed of keys, all at once; each is read once. */
  void ask(List<Digest> keys) throws IOException, InterruptedException {
    List<Digest> unread =
        keys.stream()
            .filter(key -> !read.containsKey(key))
            .filter(key -> secret.isPresent() || workshop.layers().recorded(key).isPresent())
            .distinct()
            .toList();
    List<Optional<PoolEntry>> entries = Waiting.onEach(unread, this::entry);
    for (int i = 0; i < unread.size(); i++) {
      read.put(unread.get(i), entries.get(i));
    }
  }

  private Optional<PoolEntry> entry(Digest key) throws IOException, InterruptedException {
    try {
      return puller()
          .find(repository.withTag(PoolEntry.tag(key)))
          .map(RemoteManifest::bytes)
          .flatMap(PoolEntry::read);
    } catch (BuildFailure failure) {
      once("The layers of `%s` are not taken: %s".formatted(repository, failure.message()));
      return Optional.empty();
    }
  }

  private boolean isBelieved(PoolEntry entry, Digest key, Optional<LayerBlob> own) {
    if (!entry.key().equals(key)) {
      return false;
    }
    return own.isPresent() ? own.get().diffId().equals(entry.layer().diffId()) : isSigned(entry);
  }

  private boolean isSigned(PoolEntry entry) {
    return secret.filter(entry::isSigned).isPresent();
  }

  private void once(String message) {
    if (said.compareAndSet(false, true)) {
      workshop.events().accept(new BuildEvent.Warned(message));
    }
  }

  private ImagePuller puller() {
    return new ImagePuller(workshop.registries(), workshop.store(), workshop.events());
  }

  /**
   * Puts the layers of an image there that this machine has made; what others said of a layer is
   * never signed by us.
   *
   * @param pushedTo where the image's layers lie now
   */
  void add(BuiltImage image, ImageReference pushedTo) throws IOException, InterruptedException {
    List<PoolEntry> entries = new ArrayList<>();
    for (Descriptor descriptor : image.manifest().layers()) {
      Optional<PoolEntry> entry = made(descriptor);
      if (entry.isPresent() && !isFresh(entry.get())) {
        entries.add(entry.get());
      }
    }
    ImagePusher pusher = new ImagePusher(workshop.registries(), _ -> {});
    Optional<String> liesIn =
        pushedTo.registry().equals(repository.registry())
                && !pushedTo.repository().equals(repository.repository())
            ? Optional.of(pushedTo.repository())
            : Optional.empty();
    Waiting.onEach(
        entries,
        entry -> {
          push(pusher, entry, liesIn);
          return entry;
        });
    if (!entries.isEmpty()) {
      workshop
          .events()
          .accept(
              new BuildEvent.Noted(
                  BuildEvent.Stage.PUSH,
                  "Put %d layers into `%s`".formatted(entries.size(), repository)));
    }
  }

  private Optional<PoolEntry> made(Descriptor descriptor) {
    Map<String, String> notes = descriptor.annotations();
    Optional<Stratum> stratum =
        Stratum.titled(notes.getOrDefault(LayerNotes.STRATUM, "")).filter(SHARED::contains);
    if (stratum.isEmpty()) {
      return Optional.empty();
    }
    Digest key = Digest.parse(notes.getOrDefault(LayerNotes.KEY, ""));
    return workshop
        .layers()
        .find(key)
        .filter(layer -> layer.digest().equals(descriptor.digest()))
        .map(layer ->
            PoolEntry.of(key, layer, workshop.layers().notes(key), clock.instant(), secret));
  }

  private Digest noteOf(PoolEntry entry) {
    return Digest.of(
        (repository + "\n" + entry.key() + "\n" + entry.signature())
            .getBytes(StandardCharsets.UTF_8));
  }

  private boolean isFresh(PoolEntry entry) {
    return workshop
        .store()
        .record(KIND, noteOf(entry))
        .map(text -> Instant.parse(new String(text, StandardCharsets.UTF_8)))
        .filter(time -> time.plus(FRESH).isAfter(clock.instant()))
        .isPresent();
  }

  private void push(ImagePusher pusher, PoolEntry entry, Optional<String> liesIn)
      throws IOException, InterruptedException {
    StoredBlob blob =
        workshop
            .store()
            .blob(entry.layer().digest())
            .orElseThrow(() -> LostLayer.leftTheStore(entry.layer().digest()));
    pusher.push(
        new PushRequest(
            repository.withTag(PoolEntry.tag(entry.key())),
            List.of(),
            entry.write(),
            MediaType.OCI_MANIFEST,
            PoolEntry.CONFIG,
            List.of(
                new PushRequest.Layer(
                    entry.layer().digest().shortened(), entry.descriptor(), blob::file, liesIn)),
            Set.of(),
            List.of()));
    workshop
        .store()
        .putRecord(KIND, noteOf(entry), entry.used().toString().getBytes(StandardCharsets.UTF_8));
  }
}
