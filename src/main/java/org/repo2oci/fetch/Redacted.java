package org.repo2oci.fetch;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Text for messages and logs, without what a URL may carry in secret: userinfo, query, and the
 * token of a conda channel.
 */
public final class Redacted {
  private static final Pattern USERINFO = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)[^/\\s@]+@");

  /** Without what may end a sentence. */
  private static final Pattern QUERY =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]*://[^\\s?#\"'`]*)[?#]"
              + "[^\\s\"'`]*?(?=[;,.]?(?:[\\s\"'`]|$))");

  /** {@code https://host/t/TOKEN/channel}. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]*://[^\\s?#\"'`]*?/t/)[A-Za-z0-9_-]+(?=/|[.,;]?(?:[\\s\"'`]|$))");

  private Redacted() {}

  /** A URL with its userinfo left out and its query and fragment as {@code ?…}. */
  public static String uri(URI uri) {
    return text(uri.toString());
  }

  /** Free text, such as another program's message, with every URL in it redacted. */
  public static String text(String text) {
    String plain = QUERY.matcher(USERINFO.matcher(text).replaceAll("$1")).replaceAll("$1?…");
    return plain.contains("/t/") ? TOKEN.matcher(plain).replaceAll("$1…") : plain;
  }
}
