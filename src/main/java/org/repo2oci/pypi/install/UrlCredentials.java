package org.repo2oci.pypi.install;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The user and password part of URLs, which must not reach an image. */
final class UrlCredentials {
  private static final Pattern USER_INFO =
      Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*://)([^/?#]*)@");
  private static final Pattern HARMLESS =
      Pattern.compile("git|\\$\\{[A-Za-z0-9_-]+}(:\\$\\{[A-Za-z0-9_-]+})?");

  private UrlCredentials() {}

  /** The URL without them; {@code git@} and names of environment variables are none. */
  static String dropped(String url) {
    Matcher matcher = USER_INFO.matcher(url);
    if (!matcher.find() || HARMLESS.matcher(matcher.group(2)).matches()) {
      return url;
    }
    return matcher.group(1) + url.substring(matcher.end());
  }
}
