package org.repo2oci.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Retry;
import org.repo2oci.fetch.Transfer;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageConfigJson;
import org.repo2oci.image.ImageIndex;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Manifest;
import org.repo2oci.image.ManifestJson;
import org.repo2oci.image.Platform;
import org.repo2oci.store.DigestMismatch;
import org.repo2oci.store.Store;
import org.repo2oci.store.StoredBlob;

/** Reads images from registries: their documents, and their layers into the store. */
public final class ImagePuller {
  private static final long PROGRESS_STEP = 512L << 10;
  private static final long LARGEST_CONFIG = 16L << 20;

  private final Registries registries;
  private final Store store;
  private final EventSink events;
  private final Semaphore permits;

  public ImagePuller(Registries registries, Store store, EventSink events) {
    this.registries = registries;
    this.store = store;
    this.events = events;
    this.permits = new Semaphore(registries.settings().network().connections());
  }

  /** A manifest or an index as it is; empty where the registry has none of this name. */
  public Optional<RemoteManifest> find(ImageReference reference)
      throws IOException, InterruptedException {
    return registries.reader(reference).manifest(reference.tagOrDigest());
  }

  /**
   * An image's documents; out of an index, those for a platform.
   *
   * @throws BuildFailure where it does not exist, is not for the platform, or cannot be read
   */
  public RemoteImage image(ImageReference reference, Platform platform)
      throws IOException, InterruptedException {
    RegistryClient client = registries.reader(reference);
    return image(client, reference, require(client, reference.tagOrDigest()), platform);
  }

  /**
   * The same; empty where the registry has no image of this name for the platform. The reference of
   * one out of an index names it by its digest.
   */
  public Optional<RemoteImage> imageIfAny(ImageReference reference, Platform platform)
      throws IOException, InterruptedException {
    return imageIfAny(registries.reader(reference), reference, platform, RegistryClient.HIDDEN);
  }

  /**
   * What is under a tag that is going to be pushed to, asked with the rights of a push, so that a
   * missing login shows before anything is built; empty also where the registry does not speak of a
   * repository that it has not got yet.
   *
   * @param mountFrom repositories that the push may take blobs from
   */
  public Optional<RemoteImage> pushedBefore(
      ImageReference target, List<String> mountFrom, Platform platform)
      throws IOException, InterruptedException {
    return imageIfAny(
        registries.writer(target, mountFrom), target, platform, RegistryClient.HIDDEN);
  }

  private Optional<RemoteImage> imageIfAny(
      RegistryClient client, ImageReference reference, Platform platform, Set<Integer> absent)
      throws IOException, InterruptedException {
    Optional<RemoteManifest> found = client.manifest(reference.tagOrDigest(), absent);
    if (found.isEmpty()
        || (ImageIndex.isIndex(found.get().mediaType()) && !has(client, found.get(), platform))) {
      return Optional.empty();
    }
    RemoteImage image = image(client, reference, found.get(), platform);
    return Optional.of(
        image.digest().equals(found.get().digest())
            ? image
            : new RemoteImage(
                reference.withDigest(image.digest()),
                image.digest(),
                image.manifestBytes(),
                image.manifest(),
                image.configBytes(),
                image.config()));
  }

  private static boolean has(RegistryClient client, RemoteManifest index, Platform platform) {
    try {
      return ImageIndex.read(index.bytes()).choose(platform).isPresent();
    } catch (IllegalArgumentException e) {
      throw client.failures().unusable(String.valueOf(e.getMessage())).withCause(e);
    }
  }

  private RemoteImage image(
      RegistryClient client, ImageReference reference, RemoteManifest start, Platform platform)
      throws IOException, InterruptedException {
    RemoteManifest found = start;
    if (ImageIndex.isIndex(found.mediaType())) {
      Descriptor chosen = choose(client, found, platform);
      found = require(client, chosen.digest().toString());
    }
    try {
      Manifest manifest = ManifestJson.read(found.bytes());
      byte[] bytes = config(client, manifest.config());
      ImageConfig config = ImageConfigJson.read(bytes);
      requireWhole(manifest, config, platform);
      return new RemoteImage(reference, found.digest(), found.bytes(), manifest, bytes, config);
    } catch (IllegalArgumentException e) {
      throw client.failures().unusable(String.valueOf(e.getMessage())).withCause(e);
    }
  }

  private static void requireWhole(Manifest manifest, ImageConfig config, Platform platform) {
    if (manifest.layers().size() != config.diffIds().size()) {
      throw new IllegalArgumentException(
          "its manifest has %d layers and its configuration %d"
              .formatted(manifest.layers().size(), config.diffIds().size()));
    }
    if (!config.platform().equals(platform)) {
      throw new IllegalArgumentException(
          "it is for `%s`, not for `%s`".formatted(config.platform(), platform));
    }
  }

  private static RemoteManifest require(RegistryClient client, String tagOrDigest)
      throws IOException, InterruptedException {
    return client
        .manifest(tagOrDigest)
        .orElseThrow(() ->
            client
                .failures()
                .failure("the registry has no image of this name")
                .withHint(
                    "Check the name and the tag; some registries hide a private image from who has not run `docker login`"));
  }

  private static Descriptor choose(RegistryClient client, RemoteManifest index, Platform platform) {
    try {
      ImageIndex images = ImageIndex.read(index.bytes());
      return images
          .choose(platform)
          .orElseThrow(() ->
              client
                  .failures()
                  .failure("it has no image for `%s`".formatted(platform))
                  .withDetail(
                      "It has images for "
                          + images.manifests().stream()
                              .flatMap(entry -> entry.platform().stream())
                              .map(Platform::toString)
                              .distinct()
                              .toList())
                  .withHint("Choose another image or platform"));
    } catch (IllegalArgumentException e) {
      throw client.failures().unusable(String.valueOf(e.getMessage())).withCause(e);
    }
  }

  private byte[] config(RegistryClient client, Descriptor descriptor)
      throws IOException, InterruptedException {
    if (descriptor.size() > LARGEST_CONFIG) {
      throw new IllegalArgumentException("its configuration is larger than 16 MiB");
    }
    return Files.readAllBytes(transfer(client, descriptor, (_, _) -> {}).file());
  }

  /** Whether the repository of an image has a blob. */
  public boolean has(ImageReference image, Digest blob) throws IOException, InterruptedException {
    return registries.reader(image).hasBlob(blob);
  }

  /**
   * A blob of an image, where the store lacks it from the registry.
   *
   * @param name for people, such as {@code layer 2 of 5}
   */
  public StoredBlob blob(ImageReference image, Descriptor descriptor, String name)
      throws IOException, InterruptedException {
    long[] last = {-PROGRESS_STEP};
    return transfer(
        registries.reader(image),
        descriptor,
        (done, total) -> {
          if (done - last[0] >= PROGRESS_STEP || done == total) {
            last[0] = done;
            events.accept(new BuildEvent.Progress(BuildEvent.Stage.DOWNLOAD, name, done, total));
          }
        });
  }

  private StoredBlob transfer(RegistryClient client, Descriptor descriptor, Transfer.Meter meter)
      throws IOException, InterruptedException {
    Digest digest = descriptor.digest();
    Optional<StoredBlob> there = store.blob(digest);
    if (there.isPresent()) {
      return there.get();
    }
    Transfer.Wanted wanted =
        new Transfer.Wanted(Optional.of(digest), Optional.of(descriptor.size()), descriptor.size());
    permits.acquire();
    try (Transfer transfer =
        new Transfer(
            (ranges, _) -> client.openBlob(digest, ranges),
            store,
            registries.settings().network(),
            wanted,
            meter)) {
      return transfer
          .run()
          .blob()
          .orElseThrow(() -> new IllegalStateException("304 without a condition"));
    } catch (DigestMismatch e) {
      throw client.failures().otherDigest("a blob", e.expected(), e.actual());
    } catch (IOException e) {
      if (Retry.isLocal(e)) {
        throw e;
      }
      throw client.failures().network(Call.of("GET", client.uri("blobs/" + digest)), e);
    } finally {
      permits.release();
    }
  }
}
