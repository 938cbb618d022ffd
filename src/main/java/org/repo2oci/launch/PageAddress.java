package org.repo2oci.launch;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A place of a server as a user writes it, such as {@code lab/tree/a b.ipynb}, {@code lab?reset} or
 * {@code git-pull?repo=…#x}.
 *
 * @param path with its query, encoded
 * @param fragment encoded, with its {@code #}; empty where there is none
 */
record PageAddress(String path, String fragment) {
  /** What may stand in a link as it is (RFC 3986, 2.2 and 2.3, and the percent sign). */
  private static final String PLAIN = "-._~:/?#@!$&'()*+,;=%";

  static PageAddress parse(String text) {
    String encoded = encoded(text.replaceAll("%(?![0-9A-Fa-f]{2})", "%25"));
    int hash = encoded.indexOf('#');
    return hash < 0
        ? new PageAddress(encoded, "")
        : new PageAddress(
            encoded.substring(0, hash), "#" + encoded.substring(hash + 1).replace("#", "%23"));
  }

  private static String encoded(String path) {
    StringBuilder text = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
      text.append(plain ? String.valueOf(c) : "%%%02X".formatted(b & 0xff));
    }
    return text.toString();
  }

  /** The link for a browser, which has to bring the token. */
  URI link(ServerAddress server, Token token) {
    String separator = path.contains("?") ? "&" : "?";
    return server.uri("%s%stoken=%s%s".formatted(path, separator, token.text(), fragment));
  }
}
