package org.repo2oci.conda.channel;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  /** Larger timestamps are milliseconds; up to the end of the year 9999 they are seconds. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private final TextPool pool;
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<String, List<String>> lists = new HashMap<>();
  private Map<String, List<String>> extraDepends = Map.of();

  RecordFields(TextPool pool) {
    this.pool = pool;
  }

  static boolean isWanted(String key) {
    return WANTED.contains(key);
  }

  void text(String key, String value) {
    boolean digest = key.equals("sha256") || key.equals("md5");
    texts.put(key, digest ? value : pool.one(value));
  }

  void number(String key, long value) {
    numbers.put(key, value);
  }

  void list(String key, List<String> values) {
    lists.put(key, values.stream().map(pool::one).toList());
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
    Optional<String> name = text("name").map(text -> text.toLowerCase(Locale.ROOT));
    Optional<String> version = text("version");
    Optional<String> build = text("build");
    boolean elsewhere = fileName.indexOf('/') >= 0 || fileName.indexOf('\\') >= 0;
    if (name.filter(text -> !text.isEmpty()).isEmpty()
        || version.isEmpty()
        || build.isEmpty()
        || elsewhere) {
      return Optional.empty();
    }
    return Optional.of(
        new PackageRecord(
            name.get(),
            version.get(),
            build.get(),
            number("build_number"),
            subdir,
            fileName,
            noarch(),
            lines("depends"),
            lines("constrains"),
            words("track_features"),
            milliseconds(number("timestamp")),
            Math.max(number("size"), 0),
            digest("sha256", SHA256).map(Digest::new),
            digest("md5", MD5),
            text("license"),
            text("python_site_packages_path"),
            extraDepends,
            words("flags")));
  }

  private Noarch noarch() {
    return switch (text("noarch").orElse("")) {
      case "python" -> Noarch.PYTHON;
      // Very old indexes have `true`.
      case "generic", "true" -> Noarch.GENERIC;
      default -> Noarch.NONE;
    };
  }

  private static long milliseconds(long timestamp) {
    return timestamp > 0 && timestamp <= LAST_SECOND ? timestamp * 1000 : Math.max(timestamp, 0);
  }

  private Optional<String> digest(String key, Pattern form) {
    return text(key)
        .map(text -> text.toLowerCase(Locale.ROOT))
        .filter(text -> form.matcher(text).matches());
  }

  private Optional<String> text(String key) {
    return Optional.ofNullable(texts.get(key));
  }

  /** A number, written as one or as a text. */
  private long number(String key) {
    Long number = numbers.get(key);
    if (number != null) {
      return number;
    }
    try {
      return Long.parseLong(texts.getOrDefault(key, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** A list, or the words of a text. */
  private List<String> words(String key) {
    List<String> list = lists.get(key);
    if (list != null) {
      return list;
    }
    return Arrays.stream(texts.getOrDefault(key, "").split("[\\s,]+"))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** Only a list: a dependency has blanks in it. */
  private List<String> lines(String key) {
    return lists.getOrDefault(key, List.of());
  }
}
