package org.repo2oci.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An OCI image index: one image for several platforms (image-spec, image-index.md). */
public record ImageIndex(List<Entry> manifests) {
  public ImageIndex {
    manifests = List.copyOf(manifests);
  }

  /** One manifest; attestations have the platform {@code unknown/unknown}. */
  public record Entry(Descriptor descriptor, Optional<Platform> platform) {}

  public static boolean isIndex(String mediaType) {
    return mediaType.equals(MediaType.OCI_INDEX) || mediaType.equals(MediaType.DOCKER_INDEX);
  }

  /**
   * Reads an OCI index or a Docker manifest list.
   *
   * @throws IllegalArgumentException where the bytes are none, in words for a user
   */
  public static ImageIndex read(byte[] bytes) {
    ObjectNode node = Json.read("image index", bytes);
    if (!node.path("manifests").isArray()) {
      throw new IllegalArgumentException("the image index has no `manifests`");
    }
    List<Entry> entries = new ArrayList<>();
    node.path("manifests")
        .forEach(entry -> {
          Optional<String> os = Json.text(entry.path("platform"), "os");
          Optional<String> architecture = Json.text(entry.path("platform"), "architecture");
          entries.add(
              new Entry(
                  Json.descriptor(entry),
                  os.flatMap(name -> architecture.map(cpu -> new Platform(name, cpu)))));
        });
    return new ImageIndex(entries);
  }

  /** The first image for a platform. */
  public Optional<Descriptor> choose(Platform platform) {
    return manifests.stream()
        .filter(entry -> entry.platform().equals(Optional.of(platform)))
        .map(Entry::descriptor)
        .findFirst();
  }

  /** The bytes of an OCI index that names one image. */
  public static byte[] write(Descriptor image, Platform platform) {
    ObjectNode node = Json.object();
    node.put("schemaVersion", 2);
    node.put("mediaType", MediaType.OCI_INDEX);
    ObjectNode entry =
        Json.descriptor(new Descriptor(image.mediaType(), image.digest(), image.size()));
    entry
        .putObject("platform")
        .put("architecture", platform.architecture())
        .put("os", platform.os());
    Json.putMap(entry, "annotations", image.annotations());
    node.putArray("manifests").add(entry);
    return Json.write(node);
  }
}
