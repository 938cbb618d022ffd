package org.repo2oci.fetch;

import java.net.URI;
import java.util.Locale;

/** Questions about URLs. */
public final class Uris {
  private Uris() {}

  static URI withoutUserInfo(URI uri) {
    String authority = uri.getRawAuthority();
    if (uri.getRawUserInfo() == null || authority == null) {
      return uri;
    }
    String text = uri.toString();
    return URI.create(
        text.replaceFirst(
            java.util.regex.Pattern.quote("//" + authority),
            java.util.regex.Matcher.quoteReplacement(
                "//" + authority.substring(authority.lastIndexOf('@') + 1))));
  }

  /** Whether scheme, host and port are the same: the reach of a credential. */
  public static boolean sameOrigin(URI one, URI other) {
    return origin(one).equals(origin(other));
  }

  private static String origin(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    int standard = scheme.equals("https") ? 443 : 80;
    return scheme + "://" + host + ":" + (uri.getPort() < 0 ? standard : uri.getPort());
  }
}
