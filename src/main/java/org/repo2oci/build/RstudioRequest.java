package org.repo2oci.build;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.repo2oci.image.Digest;

/** Which RStudio an image with R gets. */
public sealed interface RstudioRequest {
  /** The one of the buildpack, where it can be had. */
  record Usual() implements RstudioRequest {}

  /** None. */
  record None() implements RstudioRequest {}

  /** The package at a URL, which may be a file's. */
  record Given(URI deb, Optional<Digest> sha256) implements RstudioRequest {}

  /**
   * Reads {@code none}, a file or a URL, which may end with {@code #sha256=} and a digest.
   *
   * @throws IllegalArgumentException where it is none of them
   */
  public static RstudioRequest parse(String text) {
    if (text.equals("none")) {
      return new None();
    }
    VendorPlace place = VendorPlace.parse(text);
    return new Given(
        place.isUrl() ? URI.create(place.place()) : Path.of(place.place()).toUri(), place.sha256());
  }
}
