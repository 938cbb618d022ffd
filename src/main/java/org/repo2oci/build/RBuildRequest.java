package org.repo2oci.build;

import java.net.URI;
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
    VendorPlace place = VendorPlace.parse(text);
    if (place.sha256().isPresent() && place.place().contains(VERSION)) {
      throw new IllegalArgumentException("packages of several versions have no one digest");
    }
    if (place.isUrl()) {
      // Braces are no part of a URL.
      var _ = URI.create(place.place().replaceAll("[{}]", ""));
    }
    return new Given(place.isUrl() ? place.place() : "file://" + place.place(), place.sha256());
  }
}
