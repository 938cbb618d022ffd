package org.repo2oci.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.History;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageConfigJson;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Manifest;
import org.repo2oci.image.ManifestJson;
import org.repo2oci.image.MediaType;
import org.repo2oci.image.Platform;

/** A small image with layers of random bytes, for tests of moving images about. */
public record TestImage(byte[] manifest, byte[] config, List<byte[]> layers) {
  /** Layers of these sizes in bytes; the same seed gives the same image. */
  public static TestImage random(long seed, int... sizes) {
    Random random = new Random(seed);
    List<byte[]> layers = new ArrayList<>();
    for (int size : sizes) {
      byte[] layer = new byte[size];
      random.nextBytes(layer);
      layers.add(layer);
    }
    return of(layers, MediaType.OCI_LAYER_GZIP);
  }

  public static TestImage of(List<byte[]> layers, String layerType) {
    List<Digest> digests = layers.stream().map(Digest::of).toList();
    byte[] config =
        ImageConfigJson.write(
            new ImageConfig(
                "2026-01-02T03:04:05Z",
                Platform.LINUX_AMD64,
                Optional.of("1000"),
                Map.of("PATH", "/usr/bin:/bin"),
                List.of(),
                List.of("/hello"),
                Optional.empty(),
                List.of(),
                Map.of("org.opencontainers.image.title", "test"),
                digests,
                layers.stream().map(_ -> new History("", "test", "", false)).toList()));
    Manifest manifest =
        new Manifest(
            MediaType.OCI_MANIFEST,
            new Descriptor(MediaType.OCI_CONFIG, Digest.of(config), config.length),
            layers.stream()
                .map(layer -> new Descriptor(layerType, Digest.of(layer), layer.length))
                .toList(),
            Map.of());
    return new TestImage(ManifestJson.write(manifest), config, layers);
  }

  public Digest digest() {
    return Digest.of(manifest);
  }

  public List<Descriptor> descriptors() {
    return ManifestJson.read(manifest).layers();
  }

  /** Asks for its push; files are written only for layers that are wanted. */
  public PushRequest to(ImageReference target, Path folder) {
    return to(target, folder, Set.of(), List.of());
  }

  public PushRequest to(
      ImageReference target, Path folder, Set<Digest> present, List<String> mountFrom) {
    List<PushRequest.Layer> wanted = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      byte[] bytes = layers.get(i);
      wanted.add(
          new PushRequest.Layer("layer " + i, descriptors().get(i), () -> file(folder, bytes)));
    }
    return new PushRequest(
        target, List.of(), manifest, MediaType.OCI_MANIFEST, config, wanted, present, mountFrom);
  }

  private static Path file(Path folder, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(Digest.of(bytes).hex()), bytes);
  }

  /** Puts it into a registry without a push. */
  public void addTo(TestRegistry registry, String repository, String tag) {
    layers.forEach(layer -> registry.addBlob(repository, layer));
    registry.addBlob(repository, config);
    registry.addManifest(repository, tag, MediaType.OCI_MANIFEST, manifest);
  }
}
