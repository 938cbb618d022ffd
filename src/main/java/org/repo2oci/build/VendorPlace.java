package org.repo2oci.build;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.repo2oci.image.Digest;

/**
 * Where a user says that the package of a program's own makers is.
 *
 * @param place a URL, or a file as an absolute path
 * @param sha256 of the package, where the user says it
 */
record VendorPlace(String place, boolean isUrl, Optional<Digest> sha256) {
  private static final Pattern URL = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://.*");
  private static final Pattern FRAGMENT = Pattern.compile("sha256=([0-9a-f]{64})");

  /**
   * Reads a file or a URL, which may end with {@code #sha256=} and a digest.
   *
   * @throws IllegalArgumentException where it is neither
   */
  static VendorPlace parse(String text) {
    String[] parts = text.split("#", 2);
    Optional<Digest> sha256 = parts.length == 2 ? Optional.of(digest(parts[1])) : Optional.empty();
    if (parts[0].isBlank()) {
      throw new IllegalArgumentException("`%s` names no package".formatted(text));
    }
    boolean url = URL.matcher(parts[0]).matches();
    return new VendorPlace(
        url ? parts[0] : Path.of(parts[0]).toAbsolutePath().normalize().toString(), url, sha256);
  }

  private static Digest digest(String fragment) {
    var matcher = FRAGMENT.matcher(fragment);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "`#%s` is not `#sha256=` and 64 hexadecimal digits".formatted(fragment));
    }
    return new Digest(matcher.group(1));
  }
}
