package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfigJson;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Manifest;
import org.repo2oci.image.ManifestJson;
import org.repo2oci.image.Platform;
import org.repo2oci.registry.ImagePuller;
import org.repo2oci.registry.RemoteImage;
import org.repo2oci.store.BlobWriter;
import org.repo2oci.store.Store;
import org.repo2oci.store.StoredBlob;

/** Base images of registries; what was pulled of one is kept in the store. */
final class BaseImages {
  private final Workshop workshop;

  BaseImages(Workshop workshop) {
    this.workshop = workshop;
  }

  private ImagePuller puller() {
    return new ImagePuller(workshop.registries(), workshop.store(), workshop.events());
  }

  /** What a name means today. */
  RemoteImage resolve(ImageReference reference, Platform platform)
      throws IOException, InterruptedException {
    RemoteImage image = puller().image(reference, platform);
    keep(image.manifestBytes());
    return image;
  }

  /** The documents of an image, from the store where it has them. */
  RemoteImage documents(ImageReference reference, Digest manifest, Platform platform)
      throws IOException, InterruptedException {
    Optional<RemoteImage> kept = kept(reference, manifest);
    return kept.isPresent() ? kept.get() : resolve(reference.withDigest(manifest), platform);
  }

  private Optional<RemoteImage> kept(ImageReference reference, Digest digest) throws IOException {
    Store store = workshop.store();
    Optional<StoredBlob> document = store.blob(digest);
    if (document.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(document.get().file());
    Manifest manifest = ManifestJson.read(bytes);
    Optional<StoredBlob> config = store.blob(manifest.config().digest());
    if (config.isEmpty()) {
      return Optional.empty();
    }
    byte[] configBytes = Files.readAllBytes(config.get().file());
    return Optional.of(
        new RemoteImage(
            reference, digest, bytes, manifest, configBytes, ImageConfigJson.read(configBytes)));
  }

  private void keep(byte[] manifest) throws IOException {
    try (BlobWriter blob = workshop.store().newBlob()) {
      blob.write(manifest);
      blob.commit();
    }
  }

  /** Files of layers, in their order; what the store lacks is pulled, several at once. */
  List<Path> layers(ImageReference image, List<Descriptor> layers)
      throws IOException, InterruptedException {
    boolean complete =
        layers.stream().allMatch(layer -> workshop.store().blob(layer.digest()).isPresent());
    if (complete) {
      return layers.stream()
          .map(layer -> workshop.store().blob(layer.digest()).orElseThrow().file())
          .toList();
    }
    ImagePuller puller = puller();
    return Waiting.onEach(
        IntStream.range(0, layers.size()).boxed().toList(),
        i -> {
          String name = "base layer %d of %d".formatted(i + 1, layers.size());
          return puller.blob(image, layers.get(i), name).file();
        });
  }
}
