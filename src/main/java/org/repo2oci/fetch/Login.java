package org.repo2oci.fetch;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** A user's name and password, for basic authentication (RFC 7617). Never printed. */
public record Login(String user, String password) {
  /** What a URL carries before the {@code @}, percent-decoded. */
  static Optional<Login> in(URI uri) {
    return Optional.ofNullable(uri.getRawUserInfo()).filter(text -> !text.isEmpty()).map(Login::of);
  }

  private static Login of(String userInfo) {
    int colon = userInfo.indexOf(':');
    return colon < 0
        ? new Login(decoded(userInfo), "")
        : new Login(decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The value of an {@code Authorization} header. */
  public String header() {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  @Override
  public String toString() {
    return "Login[user=" + user + ", password=…]";
  }
}
