package org.repo2oci.conda.channel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of channels' URLs that are secret, and how they are left out. */
final class ChannelUrls {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");
  private static final Pattern LOGIN = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*://)[^/@]*@");
  private static final Pattern TOKEN = Pattern.compile("/t/[A-Za-z0-9_-]+(?=/|$)");

  private ChannelUrls() {}

  static boolean isUrl(String text) {
    return SCHEME.matcher(text).matches();
  }

  /** Without login, token, query and final slashes. */
  static String withoutSecrets(String text) {
    String plain = text;
    if (isUrl(text)) {
      plain = LOGIN.matcher(plain).replaceFirst("$1");
      Matcher token = TOKEN.matcher(plain);
      plain = token.find() ? token.replaceFirst("") : plain;
      int question = plain.indexOf('?');
      plain = question < 0 ? plain : plain.substring(0, question);
    }
    int end = plain.length();
    while (end > 1 && plain.charAt(end - 1) == '/' && !plain.endsWith("://")) {
      plain = plain.substring(0, --end);
    }
    return plain;
  }
}
