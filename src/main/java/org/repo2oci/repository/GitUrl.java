package org.repo2oci.repository;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a git repository lies.
 *
 * @param address for git, without a password or a token
 * @param userinfo what stood before the {@code @} of a web address, as it was written; it is given
 *     to git through its environment only
 */
public record GitUrl(String address, Optional<String> userinfo) {
  private static final Pattern AUTHORITY =
      Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]*://)([^/?#]*)@(.*)");
  private static final Pattern SECRET_QUERY = Pattern.compile("(?s)[?#].*");

  /** Splits a URL; of an {@code ssh} one only the password is a secret, the user is not. */
  static GitUrl parse(String text) {
    Matcher matcher = AUTHORITY.matcher(text);
    if (!matcher.matches()) {
      return new GitUrl(text, Optional.empty());
    }
    String scheme = matcher.group(1);
    String userinfo = matcher.group(2);
    if (isWeb(scheme)) {
      return new GitUrl(scheme + matcher.group(3), Optional.of(userinfo));
    }
    String user = userinfo.split(":", 2)[0];
    return new GitUrl(scheme + user + "@" + matcher.group(3), Optional.empty());
  }

  /** With its user and password, for a program that takes no other way. */
  String whole() {
    return userinfo
        .filter(text -> !text.isEmpty())
        .map(text ->
            address.replaceFirst(
                "://", "://" + java.util.regex.Matcher.quoteReplacement(text) + "@"))
        .orElse(address);
  }

  /** For messages and labels: no user of a web address, no query. */
  String display() {
    return redacted(address);
  }

  /** Any URL without what may be a secret in it. */
  static String redacted(String url) {
    GitUrl parsed = parse(url);
    return url.contains("://")
        ? SECRET_QUERY.matcher(parsed.address()).replaceFirst("")
        : parsed.address();
  }

  /** Whether the address means something on another machine. */
  static boolean isRemote(String url) {
    boolean scheme = url.contains("://") && !url.startsWith("file:");
    return scheme || RepositorySource.SECURE_COPY_FORM.matcher(url).matches();
  }

  /** The part that git's {@code url.<base>.insteadOf} takes the place of: scheme and host. */
  Optional<String> site() {
    int host = address.indexOf("://") + 3;
    int slash = address.indexOf('/', host);
    return slash < 0 ? Optional.empty() : Optional.of(address.substring(0, slash + 1));
  }

  /** The text with this URL's secret taken out, for what git says. */
  String cleaned(String text) {
    if (userinfo.isEmpty() || userinfo.get().isEmpty()) {
      return text;
    }
    String clean = text.replace(userinfo.get() + "@", "");
    int colon = userinfo.get().indexOf(':');
    String secret = colon < 0 ? userinfo.get() : userinfo.get().substring(colon + 1);
    return secret.isEmpty() ? clean : clean.replace(secret, "***");
  }

  private static boolean isWeb(String scheme) {
    return scheme.regionMatches(true, 0, "http", 0, 4);
  }
}
