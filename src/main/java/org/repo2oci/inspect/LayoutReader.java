package org.repo2oci.inspect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfigJson;
import org.repo2oci.image.ImageIndex;
import org.repo2oci.image.Manifest;
import org.repo2oci.image.ManifestJson;
import org.repo2oci.image.Platform;

/**
 * Reads an image of a layout (image-spec, image-layout.md).
 *
 * @param name of the place, for messages
 */
record LayoutReader(String name, ImageFiles files) {
  static final String INDEX = "index.json";

  private static final List<String> NAMES =
      List.of("org.opencontainers.image.ref.name", "io.containerd.image.name");
  private static final long LARGEST_DOCUMENT = 16L << 20;

  /**
   * One of the images.
   *
   * @param tag empty where there is one alone
   * @param platform of an image that is there for several
   */
  OpenImage image(Optional<String> tag, Platform platform) throws IOException {
    if (files.size(INDEX).isEmpty()) {
      throw InspectFailures.unreadable(name, "it is no OCI layout");
    }
    try {
      Descriptor chosen = choose(ImageIndex.read(small(INDEX)), tag, platform);
      if (ImageIndex.isIndex(chosen.mediaType())) {
        chosen =
            ImageIndex.read(blob(chosen))
                .choose(platform)
                .orElseThrow(() ->
                    InspectFailures.unreadable(name, "it has no image for `%s`".formatted(platform))
                        .withHint("Name another one with `--platform`"));
      }
      return image(chosen);
    } catch (IllegalArgumentException e) {
      throw InspectFailures.unreadable(name, String.valueOf(e.getMessage())).withCause(e);
    }
  }

  private OpenImage image(Descriptor descriptor) throws IOException {
    Manifest manifest = ManifestJson.read(blob(descriptor));
    return new OpenImage(
        descriptor.digest(),
        Optional.of(manifest.config()),
        ImageConfigJson.read(blob(manifest.config())),
        manifest.layers(),
        layer -> files.extracted(path(manifest.layers().get(layer).digest())));
  }

  private Descriptor choose(ImageIndex index, Optional<String> tag, Platform platform) {
    Map<Digest, ImageIndex.Entry> named = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    for (ImageIndex.Entry entry : index.manifests()) {
      Map<String, String> notes = entry.descriptor().annotations();
      Optional<String> shown =
          NAMES.stream().flatMap(key -> Optional.ofNullable(notes.get(key)).stream()).findFirst();
      shown.ifPresent(names::add);
      if (tag.isEmpty() || NAMES.stream().anyMatch(key -> tag.get().equals(notes.get(key)))) {
        named.putIfAbsent(entry.descriptor().digest(), entry);
      }
    }
    List<ImageIndex.Entry> fitting = List.copyOf(named.values());
    if (fitting.size() > 1) {
      fitting =
          fitting.stream().filter(entry -> entry.platform().equals(Optional.of(platform))).toList();
    }
    if (fitting.size() != 1) {
      throw InspectFailures.notOne(name, named.size(), names);
    }
    return fitting.getFirst().descriptor();
  }

  private byte[] blob(Descriptor descriptor) throws IOException {
    byte[] bytes = small(path(descriptor.digest()));
    if (!Digest.of(bytes).equals(descriptor.digest())) {
      throw new IllegalArgumentException(
          "the blob `%s` is damaged".formatted(descriptor.digest().shortened()));
    }
    return bytes;
  }

  private byte[] small(String path) throws IOException {
    OptionalLong size = files.size(path);
    if (size.isEmpty() || size.getAsLong() > LARGEST_DOCUMENT) {
      throw new IllegalArgumentException(
          "`%s` %s".formatted(path, size.isEmpty() ? "is not there" : "is larger than 16 MiB"));
    }
    return files.read(path);
  }

  private static String path(Digest digest) {
    return "blobs/sha256/" + digest.hex();
  }
}
