package org.repo2oci.conda.channel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.conda.Noarch;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.image.Digest;

/** What a record says, of whatever format; a value of the wrong type counts as absent. */
final class RecordFields {
  private static final Set<String> WANTED =
      Set.of(
          "name",
          "version",
          "build",
          "build_number",
          "noarch",
          "depends",
          "constrains",
          "track_features",
          "timestamp",
          "size",
          "sha256",
          "md5",
          "license",
          "python_site_packages_path",
          "extra_depends",
          "flags");

  /** Larger timestamps are milliseconds; up to the end of the year 9999 they are seconds. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private final TextPool pool;

  private String name = "";
  private String version = "";
  private String build = "";
  private long buildNumber;
  private String noarch = "";
  private List<String> depends = List.of();
  private List<String> constrains = List.of();
  private List<String> trackFeatures = List.of();
  private long timestamp;
  private long size;
  private String sha256 = "";
  private String md5 = "";
  private Optional<String> license = Optional.empty();
  private Optional<String> sitePackages = Optional.empty();
  private Map<String, List<String>> extraDepends = Map.of();
  private List<String> flags = List.of();

  RecordFields(TextPool pool) {
    this.pool = pool;
  }

  static boolean isWanted(String key) {
    return WANTED.contains(key);
  }

  void text(String key, String value) {
    switch (key) {
      case "name" -> name = pool.one(value.toLowerCase(Locale.ROOT));
      case "version" -> version = pool.one(value);
      case "build" -> build = pool.one(value);
      case "noarch" -> noarch = value;
      case "sha256" -> sha256 = value.toLowerCase(Locale.ROOT);
      case "md5" -> md5 = value.toLowerCase(Locale.ROOT);
      case "license" -> license = Optional.of(pool.one(value));
      case "python_site_packages_path" -> sitePackages = Optional.of(pool.one(value));
      // Some indexes have the words of a list as one text.
      case "track_features", "flags" -> list(key, words(value));
      default -> number(key, number(value));
    }
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("[\\s,]+", -1)).filter(word -> !word.isEmpty()).toList();
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  void number(String key, long value) {
    switch (key) {
      case "build_number" -> buildNumber = value;
      case "timestamp" -> timestamp = value;
      case "size" -> size = value;
      default -> {
        // a number where a text should be
      }
    }
  }

  void list(String key, List<String> values) {
    List<String> pooled = new ArrayList<>(values.size());
    for (String value : values) {
      pooled.add(pool.one(value));
    }
    switch (key) {
      case "depends" -> depends = List.copyOf(pooled);
      case "constrains" -> constrains = List.copyOf(pooled);
      case "track_features" -> trackFeatures = List.copyOf(pooled);
      case "flags" -> flags = List.copyOf(pooled);
      default -> {
        // a list where a text should be
      }
    }
  }

  void groups(String key, Map<String, List<String>> groups) {
    if (key.equals("extra_depends")) {
      extraDepends = groups;
    }
  }

  /**
   * The record; nothing where it lacks what every package has, or names a file elsewhere.
   *
   * @param subdir of the index that it is in, whatever the record says
   */
  Optional<PackageRecord> record(String fileName, String subdir) {
    boolean elsewhere = fileName.indexOf('/') >= 0 || fileName.indexOf('\\') >= 0;
    if (name.isEmpty() || version.isEmpty() || elsewhere) {
      return Optional.empty();
    }
    return Optional.of(
        new PackageRecord(
            name,
            version,
            build,
            buildNumber,
            subdir,
            fileName,
            kind(),
            depends,
            constrains,
            trackFeatures,
            timestamp > 0 && timestamp <= LAST_SECOND ? timestamp * 1000 : Math.max(timestamp, 0),
            Math.max(size, 0),
            isHex(sha256, 64) ? Optional.of(new Digest(sha256)) : Optional.empty(),
            isHex(md5, 32) ? Optional.of(md5) : Optional.empty(),
            license,
            sitePackages,
            extraDepends,
            flags));
  }

  private Noarch kind() {
    return switch (noarch) {
      case "python" -> Noarch.PYTHON;
      // Very old indexes have `true`.
      case "generic", "true" -> Noarch.GENERIC;
      default -> Noarch.NONE;
    };
  }

  private static boolean isHex(String text, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) > 'f') {
        return false;
      }
    }
    return true;
  }
}
