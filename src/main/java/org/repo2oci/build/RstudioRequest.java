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
    String[] parts = text.split("#", 2);
    Optional<Digest> sha256 = Optional.empty();
    if (parts.length == 2) {
      if (!parts[1].matches("sha256=[0-9a-f]{64}")) {
        throw new IllegalArgumentException(
            "`#%s` is not `#sha256=` and 64 hexadecimal digits".formatted(parts[1]));
      }
      sha256 = Optional.of(new Digest(parts[1].substring("sha256=".length())));
    }
    if (parts[0].isBlank()) {
      throw new IllegalArgumentException("`%s` names no file".formatted(text));
    }
    URI deb =
        parts[0].matches("(?i)[a-z][a-z0-9+.-]*://.*")
            ? URI.create(parts[0])
            : Path.of(parts[0]).toAbsolutePath().normalize().toUri();
    return new Given(deb, sha256);
  }
}
