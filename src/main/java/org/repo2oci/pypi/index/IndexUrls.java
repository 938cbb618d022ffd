package org.repo2oci.pypi.index;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;

/** What is done with the URLs of indexes and their files. */
public final class IndexUrls {
  private static final Pattern PARTS =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)(?:([^/?#]*)@)?([^?#]*)(.*)");

  private IndexUrls() {}

  public static String withLogin(String url, String user, String password) {
    return PARTS
        .matcher(withoutLogin(url))
        .replaceFirst(
            "$1" + Matcher.quoteReplacement(encoded(user) + ":" + encoded(password)) + "@$3$4");
  }

  public static String withoutLogin(String url) {
    return PARTS.matcher(url).replaceFirst("$1$3$4");
  }

  public static Optional<String> login(String url) {
    Matcher parts = PARTS.matcher(url);
    return parts.matches()
        ? Optional.ofNullable(parts.group(2)).filter(login -> !login.isEmpty())
        : Optional.empty();
  }

  /** The last name of a URL or path, percent-decoded. */
  public static String fileName(String location) {
    String path = location.replaceFirst("[?#].*", "");
    return URLDecoder.decode(
        path.substring(path.lastIndexOf('/') + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The page of a package, with the slash that links are resolved against. */
  public static URI page(PackageIndex index, String normalName) {
    return URI.create(folder(index.url()) + normalName + "/");
  }

  public static String folder(String url) {
    String plain = url.replaceFirst("[?#].*", "");
    return plain.endsWith("/") ? plain : plain + "/";
  }

  /**
   * A file's URL for a lock: relative to the first index whose parent folder it lies under, so that
   * another mirror of the same layout can stand in; else absolute. Logins are dropped.
   */
  public static LockedUrl locked(String url, List<PackageIndex> indexes) {
    String plain = withoutLogin(url).replaceFirst("#.*", "");
    for (PackageIndex index : indexes) {
      String base = withoutLogin(folder(index.url()));
      String parent = base.substring(0, base.lastIndexOf('/', base.length() - 2) + 1);
      if (plain.startsWith(base)) {
        return new LockedUrl(Optional.of(index.name()), plain.substring(base.length()));
      }
      if (plain.startsWith(parent) && !parent.endsWith("://")) {
        return new LockedUrl(Optional.of(index.name()), "../" + plain.substring(parent.length()));
      }
    }
    return new LockedUrl(Optional.empty(), plain);
  }

  /**
   * The URL to ask for a file of a lock.
   *
   * @param name of the package, for people
   * @throws BuildFailure where the lock names an index that is none of these
   */
  public static URI absolute(String name, LockedUrl url, List<PackageIndex> indexes) {
    Optional<String> unknown =
        url.index().filter(one -> indexes.stream().noneMatch(index -> index.name().equals(one)));
    if (unknown.isPresent()) {
      throw BuildFailure.input(
              "Cannot download `%s`: its lock names the index `%s`, of which nothing is known"
                  .formatted(name, unknown.get()))
          .withHint("Lock again, or give the index with `--index-url`");
    }
    return absolute(url, indexes);
  }

  /** The URL to ask, with the login of the index that serves this host where there is one. */
  public static URI absolute(LockedUrl url, List<PackageIndex> indexes) {
    Optional<PackageIndex> named =
        url.index()
            .flatMap(name -> indexes.stream().filter(i -> i.name().equals(name)).findFirst());
    if (url.index().isPresent() && named.isEmpty()) {
      throw new IllegalArgumentException(
          "no index is named `%s` in the machine's settings".formatted(url.index().get()));
    }
    if (named.isPresent()) {
      return URI.create(folder(named.get().url())).resolve(url.path());
    }
    URI plain = URI.create(url.path());
    return indexes.stream()
        .filter(index -> login(index.url()).isPresent())
        .filter(index -> sameOrigin(URI.create(withoutLogin(index.url())), plain))
        .findFirst()
        .map(index -> URI.create(withRawLogin(url.path(), login(index.url()).orElse(""))))
        .orElse(plain);
  }

  private static String withRawLogin(String url, String login) {
    return PARTS.matcher(url).replaceFirst("$1" + Matcher.quoteReplacement(login) + "@$3$4");
  }

  private static boolean sameOrigin(URI one, URI other) {
    return String.valueOf(one.getScheme()).equalsIgnoreCase(String.valueOf(other.getScheme()))
        && String.valueOf(one.getRawAuthority())
            .equalsIgnoreCase(String.valueOf(other.getRawAuthority()));
  }
}
