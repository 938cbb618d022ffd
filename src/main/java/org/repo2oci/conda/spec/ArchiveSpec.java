package org.repo2oci.conda.spec;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A spec that is a URL or path of an archive, with a digest after {@code #} perhaps. */
final class ArchiveSpec {
  private static final Pattern ARCHIVE =
      Pattern.compile(
          "(?<url>[^#]*?[^#/]\\.(?:conda|tar\\.bz2))(?:#(?<digest>[^#\\s]*))?\\s*(?:#.*)?");
  private static final Pattern FILE_NAME =
      Pattern.compile("(?<name>.+)-(?<version>[^-]+)-(?<build>[^-]+)\\.(?:conda|tar\\.bz2)");
  private static final Pattern HAS_SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*://.*");
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern SHA256 = Pattern.compile("(?:sha256:)?[0-9a-f]{64}");

  private ArchiveSpec() {}

  static boolean isOne(String text) {
    // Brackets may hold the name of a file.
    return text.indexOf('[') < 0 && ARCHIVE.matcher(text.strip()).matches();
  }

  static MatchSpec parse(String text) {
    Matcher archive = ARCHIVE.matcher(text);
    if (!archive.matches()) {
      throw new IllegalArgumentException(text);
    }
    String url = String.valueOf(archive.group("url"));
    if (url.startsWith("/")) {
      url = "file://" + url;
    }
    int slash = url.lastIndexOf('/');
    String fileName =
        url.startsWith("file:") ? decoded(url.substring(slash + 1)) : url.substring(slash + 1);
    BracketKeys keys = new BracketKeys(text);
    keys.set("url", url);
    String folder = slash < 0 ? "" : url.substring(0, slash);
    String subdir = folder.substring(folder.lastIndexOf('/') + 1);
    if (HAS_SCHEME.matcher(url).matches() && Subdirs.isOne(subdir)) {
      keys.channel(folder);
    }
    keys.set("fn", fileName);
    String digest = archive.group("digest");
    if (digest != null) {
      digest(digest.strip().toLowerCase(Locale.ROOT), keys);
    }
    Matcher parts = FILE_NAME.matcher(fileName);
    return parts.matches() && !fileName.contains(":")
        ? keys.spec(
            text,
            parts.group("name").toLowerCase(Locale.ROOT),
            VersionSpec.parse("==" + parts.group("version")),
            new TextMatcher.Exact(parts.group("build")))
        : keys.spec(text, "*", VersionSpec.ANY, TextMatcher.ANY);
  }

  private static void digest(String digest, BracketKeys keys) {
    if (MD5.matcher(digest).matches()) {
      keys.set("md5", digest);
    } else if (SHA256.matcher(digest).matches()) {
      keys.set("sha256", digest.substring(digest.length() - 64));
    }
  }

  private static String decoded(String part) {
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return part;
    }
  }
}
