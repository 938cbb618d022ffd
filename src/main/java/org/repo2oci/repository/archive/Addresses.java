package org.repo2oci.repository.archive;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Pieces of URLs. */
final class Addresses {
  private Addresses() {}

  static Optional<URI> parse(String text) {
    try {
      URI uri = new URI(text.replace(" ", "%20"));
      boolean http =
          String.valueOf(uri.getScheme()).toLowerCase(java.util.Locale.ROOT).matches("https?");
      return http && uri.getHost() != null && uri.getPath() != null
          ? Optional.of(uri)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Scheme, host and port. */
  static String site(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  /** A path, or a value of a query, with what would mean something else in it encoded. */
  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~/:".indexOf(c) >= 0);
      encoded.append(plain ? String.valueOf(c) : "%%%02X".formatted(b & 0xff));
    }
    return encoded.toString();
  }

  static Optional<String> query(URI uri, String name) {
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(name + "=") && pair.length() > name.length() + 1) {
        return Optional.of(
            URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }

  /** What stands behind the last slash of a path. */
  static String last(String path) {
    String plain = path.replaceFirst("/+$", "");
    return plain.substring(plain.lastIndexOf('/') + 1);
  }
}
