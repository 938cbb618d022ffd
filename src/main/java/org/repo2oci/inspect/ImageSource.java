package org.repo2oci.inspect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.repo2oci.image.ImageReference;

/** Where an image is read from. */
public sealed interface ImageSource {
  /** A registry. */
  record Registry(ImageReference reference) implements ImageSource {}

  /** The Docker Engine of this machine. */
  record DockerDaemon(String name) implements ImageSource {}

  /**
   * An OCI image layout: a folder.
   *
   * @param tag of one of its images; empty where it has one alone
   */
  record OciLayout(Path folder, Optional<String> tag) implements ImageSource {}

  /** An OCI image layout in a tar. */
  record OciArchive(Path file, Optional<String> tag) implements ImageSource {}

  /** A tar of {@code docker save}, or one for {@code docker load}. */
  record DockerArchive(Path file, Optional<String> tag) implements ImageSource {}

  /**
   * Parses {@code oci:DIR}, {@code oci-archive:FILE}, {@code docker-archive:FILE}, each with {@code
   * :TAG} after it where one of several images is meant, {@code docker-daemon:NAME}, or a name in a
   * registry.
   *
   * @throws IllegalArgumentException where it is none of them, in words for a user
   */
  static ImageSource parse(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? "" : text.substring(0, colon);
    String rest = text.substring(colon + 1);
    return switch (kind) {
      case "docker-daemon" -> new DockerDaemon(required(kind, rest));
      case "oci" -> new OciLayout(path(required(kind, rest)), tag(rest));
      case "oci-archive" -> new OciArchive(path(required(kind, rest)), tag(rest));
      case "docker-archive" -> new DockerArchive(path(required(kind, rest)), tag(rest));
      default -> new Registry(ImageReference.parse(text));
    };
  }

  private static String required(String kind, String rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException("`%s:` needs something after it".formatted(kind));
    }
    return rest;
  }

  private static Path path(String text) {
    return Path.of(text.substring(0, end(text)));
  }

  private static Optional<String> tag(String text) {
    int end = end(text);
    return end == text.length() ? Optional.empty() : Optional.of(text.substring(end + 1));
  }

  /** Where the path ends: paths and tags may both hold colons, so the disk decides. */
  private static int end(String text) {
    if (!Files.exists(Path.of(text))) {
      for (int at = text.indexOf(':'); at > 0; at = text.indexOf(':', at + 1)) {
        if (Files.exists(Path.of(text.substring(0, at)))) {
          return at;
        }
      }
    }
    return text.length();
  }
}
