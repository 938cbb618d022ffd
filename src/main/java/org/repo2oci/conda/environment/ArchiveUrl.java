package org.repo2oci.conda.environment;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.Noarch;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.image.Digest;

/**
 * What the URL of an archive says by itself (CEP 26): {@code
 * <channel>/<subdir>/<name>-<version>-<build>.conda}, split from the right.
 *
 * @param url without a login and without a fragment
 * @param channel the folder above the subdirectory, as a URL
 */
record ArchiveUrl(
    String url,
    String channel,
    String subdir,
    String fileName,
    String name,
    String version,
    String build) {
  private static final Pattern FORM =
      Pattern.compile(
          "((?:https?|file)://[^\\s?#]*?)/(noarch|[a-z0-9]+-[a-z0-9]+)"
              + "/(([A-Za-z0-9_][A-Za-z0-9._-]*)-([^-/\\s]+)-([^-/\\s]+?)(?:\\.conda|\\.tar\\.bz2))");
  private static final Pattern LOGIN = Pattern.compile("^([a-z]+://)[^/@]*@");
  private static final Pattern TOKEN = Pattern.compile("^([a-z]+://[^/]*)/t/[^/]+/");
  private static final Pattern NUMBER = Pattern.compile("(?:.*_)?(\\d{1,9})");
  static final String NOARCH = "noarch";

  /** Takes one apart; absent where it is none. */
  static Optional<ArchiveUrl> parse(String text) {
    String plain = text.replaceFirst("[#?].*", "");
    String url = TOKEN.matcher(LOGIN.matcher(plain).replaceFirst("$1")).replaceFirst("$1/");
    Matcher form = FORM.matcher(url);
    if (!form.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new ArchiveUrl(
            url,
            form.group(1),
            form.group(2),
            decoded(form.group(3)),
            form.group(4).toLowerCase(Locale.ROOT),
            decoded(form.group(5)),
            form.group(6)));
  }

  private static String decoded(String text) {
    return text.contains("%")
        ? URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8)
        : text;
  }

  boolean isFor(String platform) {
    return subdir.equals(NOARCH) || subdir.equals(platform);
  }

  /** A build string ends with its number. */
  long buildNumber() {
    Matcher number = NUMBER.matcher(build);
    return number.matches() ? Long.parseLong(number.group(1)) : 0;
  }

  /**
   * A noarch package of Python has a build string that begins with {@code py}, by the habit of
   * conda-build; the archive itself says it for sure.
   */
  Noarch noarch() {
    if (!subdir.equals(NOARCH)) {
      return Noarch.NONE;
    }
    return build.startsWith("py") ? Noarch.PYTHON : Noarch.GENERIC;
  }

  /**
   * The package, with what a lock file says besides.
   *
   * @throws IllegalArgumentException where there is no digest
   */
  LockedConda locked(Said said) {
    return new LockedConda(
        new PackageRecord(
            name,
            version,
            build,
            buildNumber(),
            subdir,
            fileName,
            said.noarch().orElseGet(this::noarch),
            said.depends(),
            said.constrains(),
            said.trackFeatures(),
            said.timestamp(),
            said.size(),
            said.digests().sha256(),
            said.digests().md5(),
            said.license(),
            said.sitePackages()),
        channel,
        url,
        "");
  }

  /** Digests of an archive. */
  record Digests(Optional<Digest> sha256, Optional<String> md5) {
    private static final Pattern SHA256 = Pattern.compile("(?:sha256[:=])?([0-9a-fA-F]{64})");
    private static final Pattern MD5 = Pattern.compile("(?:md5[:=])?([0-9a-fA-F]{32})");

    /** From texts in any order; those that are no digest count for nothing. */
    static Digests of(List<String> texts) {
      return new Digests(first(SHA256, texts).map(Digest::new), first(MD5, texts));
    }

    private static Optional<String> first(Pattern pattern, List<String> texts) {
      return texts.stream()
          .map(pattern::matcher)
          .filter(Matcher::matches)
          .map(found -> found.group(1).toLowerCase(Locale.ROOT))
          .findFirst();
    }

    boolean isEmpty() {
      return sha256.isEmpty() && md5.isEmpty();
    }
  }

  /** What a lock file says besides the URL. */
  record Said(
      Digests digests,
      Optional<Noarch> noarch,
      List<String> depends,
      List<String> constrains,
      List<String> trackFeatures,
      long timestamp,
      long size,
      Optional<String> license,
      Optional<String> sitePackages) {
    /** Nothing but the digests. */
    static Said only(Digests digests) {
      return new Said(
          digests,
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          0,
          0,
          Optional.empty(),
          Optional.empty());
    }
  }
}
