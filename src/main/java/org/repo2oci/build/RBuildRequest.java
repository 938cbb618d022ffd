package org.repo2oci.build;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.repo2oci.image.Digest;

/** Where an R comes from that the distribution has not. */
public sealed interface RBuildRequest {
  /** What a pattern has for the version. */
  String VERSION = "{version}";

  /** The place of the buildpack. */
  record Usual() implements RBuildRequest {}

  /** From nowhere. */
  record None() implements RBuildRequest {}

  /**
   * A package, or with {@code {version}} in its name one for each version.
   *
   * @param place a URL, which may be a file's, with what stands for the rest in braces
   * @param sha256 of the package, where the user says it
   */
  record Given(String place, Optional<Digest> sha256) implements RBuildRequest {
    boolean isPattern() {
      return place.contains(VERSION);
    }
  }

  /**
   * Reads {@code none}, a file or a URL with or without {@code {version}}; a place of one package
   * may end with {@code #sha256=} and a digest.
   *
   * @throws IllegalArgumentException where it is none of them
   */
  static RBuildRequest parse(String text) {
    if (text.equals("none")) {
      return new None();
    }
    String[] parts = text.split("#", 2);
    Optional<Digest> sha256 = Optional.empty();
    if (parts.length == 2) {
      if (!parts[1].matches("sha256=[0-9a-f]{64}")) {
        throw new IllegalArgumentException(
            "`#%s` is not `#sha256=` and 64 hexadecimal digits".formatted(parts[1]));
      }
      if (parts[0].contains(VERSION)) {
        throw new IllegalArgumentException("packages of several versions have no one digest");
      }
      sha256 = Optional.of(new Digest(parts[1].substring("sha256=".length())));
    }
    if (parts[0].isBlank()) {
      throw new IllegalArgumentException("`%s` names no package".formatted(text));
    }
    boolean url = parts[0].matches("(?i)[a-z][a-z0-9+.-]*://.*");
    if (url) {
      // Braces are no part of a URL.
      var _ = URI.create(parts[0].replaceAll("[{}]", ""));
    }
    return new Given(
        url ? parts[0] : "file://" + Path.of(parts[0]).toAbsolutePath().normalize(), sha256);
  }
}
