package org.repo2oci.fetch;

import java.net.URI;
import java.util.regex.Pattern;

/** Text for messages and logs, without what a URL may carry in secret: userinfo and query. */
public final class Redacted {
  private static final Pattern USERINFO = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)[^/\\s@]+@");

  /** Without what may end a sentence. */
  private static final Pattern QUERY =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]*://[^\\s?#\"'`]*)[?#]"
              + "[^\\s\"'`]*?(?=[;,.]?(?:[\\s\"'`]|$))");

  private Redacted() {}

  /** A URL with its userinfo left out and its query and fragment as {@code ?…}. */
  public static String uri(URI uri) {
    return text(uri.toString());
  }

  /** Free text, such as another program's message, with every URL in it redacted. */
  public static String text(String text) {
    return QUERY.matcher(USERINFO.matcher(text).replaceAll("$1")).replaceAll("$1?…");
  }
}
