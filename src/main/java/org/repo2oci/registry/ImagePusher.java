package org.repo2oci.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;

/**
 * Pushes images: layers, then the configuration, then the manifest under its digest, then the tags.
 * Whatever fails, a tag never names an image that is not whole.
 */
public final class ImagePusher {
  private static final long PROGRESS_STEP = 512L << 10;

  /** How often blobs are sent again that a registry has removed under our hands. */
  private static final int ROUNDS = 3;

  private final Registries registries;
  private final EventSink events;

  public ImagePusher(Registries registries, EventSink events) {
    this.registries = registries;
    this.events = events;
  }

  /**
   * What is under a tag now, asked with the rights of a push, so that a missing login shows before
   * anything is built; empty also where the registry does not speak of a repository that it has not
   * got yet.
   */
  public Optional<RemoteManifest> previous(ImageReference target, List<String> mountFrom)
      throws IOException, InterruptedException {
    return registries
        .writer(target, mountFrom)
        .manifest(target.tagOrDigest(), RegistryClient.HIDDEN);
  }

  /**
   * Pushes.
   *
   * @throws BuildFailure where the registry does not take it; its tags are as they were
   */
  public Pushed push(PushRequest request) throws IOException, InterruptedException {
    return new Push(request).run();
  }

  /** One push. */
  private final class Push {
    private final PushRequest request;
    private final RegistryClient client;
    private final Digest digest;
    private final AtomicInteger uploaded = new AtomicInteger();
    private final AtomicInteger mounted = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Push(PushRequest request) {
      this.request = request;
      Set<String> sources = new LinkedHashSet<>(request.mountFrom());
      request.layers().forEach(layer -> layer.liesIn().ifPresent(sources::add));
      this.client = registries.writer(request.target(), List.copyOf(sources));
      this.digest = Digest.of(request.manifest());
    }

    Pushed run() throws IOException, InterruptedException {
      List<String> stale = staleTags();
      if (stale.isEmpty()) {
        return new Pushed(digest, 0, 0, request.layers().size(), 0);
      }
      deliver(request.present(), Set.of());
      store(digest.toString());
      for (String tag : stale) {
        store(tag);
      }
      int present = distinct().size() - uploaded.get() - mounted.get();
      return new Pushed(digest, uploaded.get(), mounted.get(), Math.max(0, present), bytes.get());
    }

    /**
     * Stores the manifest under a name. A blob that no tag keeps may be collected between the
     * question for it and the manifest: it is sent again.
     */
    private void store(String name) throws IOException, InterruptedException {
      for (int round = 1; true; round++) {
        Answer answer = put(name);
        if (round == ROUNDS || !misses(answer)) {
          require(name, answer);
          return;
        }
        deliver(Set.of(), answer.named());
      }
    }

    private boolean misses(Answer answer) {
      return answer.says("MANIFEST_BLOB_UNKNOWN")
          || answer.says("BLOB_UNKNOWN")
          || (answer.status() == 404 && !request.present().isEmpty());
    }

    private Map<Digest, PushRequest.Layer> distinct() {
      Map<Digest, PushRequest.Layer> distinct = new LinkedHashMap<>();
      request.layers().forEach(layer -> distinct.putIfAbsent(layer.descriptor().digest(), layer));
      return distinct;
    }

    private List<String> staleTags() throws IOException, InterruptedException {
      List<String> tags = new ArrayList<>();
      tags.add(request.target().tag().orElse("latest"));
      tags.addAll(request.moreTags());
      List<String> stale = new ArrayList<>();
      for (String tag : tags) {
        Optional<Digest> now = Optional.ofNullable(request.seen().get(tag));
        if (!(now.isPresent() ? now : client.digestOf(tag)).equals(Optional.of(digest))) {
          stale.add(tag);
        }
      }
      return stale;
    }

    /**
     * Delivers the layers and the configuration.
     *
     * @param known not asked for
     * @param missing not there, whatever the registry answers when it is asked
     */
    private void deliver(Set<Digest> known, Set<Digest> missing)
        throws IOException, InterruptedException {
      boolean hasConfig = known.contains(Digest.of(request.config()));
      // The largest first, so that none is left alone at the end.
      List<PushRequest.Layer> open =
          distinct().values().stream()
              .filter(layer -> !known.contains(layer.descriptor().digest()))
              .sorted(
                  Comparator.comparingLong((PushRequest.Layer layer) -> layer.descriptor().size())
                      .reversed())
              .toList();
      Parallel.forEach(
          open,
          registries.settings().uploads(),
          layer -> {
            if (missing.contains(layer.descriptor().digest()) || !isThere(layer)) {
              upload(layer);
            }
          });
      if (!hasConfig) {
        deliverConfig();
      }
    }

    /** Asks for a layer, and for its mount. */
    private boolean isThere(PushRequest.Layer layer) throws IOException, InterruptedException {
      Digest blob = layer.descriptor().digest();
      if (layer.liesIn().isPresent() && client.mount(blob, layer.liesIn().get())) {
        mounted.incrementAndGet();
        return true;
      }
      if (client.hasBlob(blob)) {
        return true;
      }
      for (String from : request.mountFrom()) {
        if (client.mount(blob, from)) {
          mounted.incrementAndGet();
          return true;
        }
      }
      return false;
    }

    private void upload(PushRequest.Layer layer) throws IOException, InterruptedException {
      Digest blob = layer.descriptor().digest();
      long size = layer.descriptor().size();
      Path file = layer.file().get();
      if (Files.size(file) != size) {
        throw new IllegalStateException(
            "`%s` has %d bytes, its descriptor says %d".formatted(file, Files.size(file), size));
      }
      new BlobUpload(client, blob, file, size, meter(layer.name(), size)).run();
      uploaded.incrementAndGet();
      bytes.addAndGet(size);
    }

    private void deliverConfig() throws IOException, InterruptedException {
      // Not asked for first: it is small, and names a time that no other image has.
      Digest config = Digest.of(request.config());
      Path file = Files.createTempFile("repo2oci-config", ".json");
      try {
        Files.copy(
            new ByteArrayInputStream(request.config()), file, StandardCopyOption.REPLACE_EXISTING);
        new BlobUpload(client, config, file, request.config().length, _ -> {}).run();
      } finally {
        Files.deleteIfExists(file);
      }
    }

    private LongConsumer meter(String name, long size) {
      AtomicLong last = new AtomicLong(-PROGRESS_STEP);
      return done -> {
        if (done - last.get() >= PROGRESS_STEP || done == size) {
          last.set(done);
          events.accept(new BuildEvent.Progress(BuildEvent.Stage.PUSH, name, done, size));
        }
      };
    }

    private Answer put(String name) throws IOException, InterruptedException {
      return client.putManifest(name, request.mediaType(), request.manifest());
    }

    private void require(String name, Answer answer) throws InterruptedException {
      if (answer.status() != 201 && answer.status() != 200) {
        throw client.refused(
            client.manifestCall(name, request.mediaType(), request.manifest()), answer);
      }
      Optional<Digest> stored = answer.digest();
      if (stored.isPresent() && !stored.get().equals(digest)) {
        throw client.failures().otherDigest("the manifest", digest, stored.get());
      }
    }
  }
}
