package org.repo2oci.pypi.index;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * pip's settings: configuration files, then {@code PIP_*} variables (pip, "Configuration"). A value
 * of {@code [install]} in any file beats one of {@code [global]}; inside a section later files win.
 */
final class PipConfiguration {
  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * Merges.
   *
   * @param files contents, in the order that pip reads them
   */
  PipConfiguration(List<String> files, Map<String, String> environment) {
    List<Map<String, Map<String, String>>> parsed =
        files.stream().map(PipConfiguration::sections).toList();
    for (String section : List.of("global", "install")) {
      parsed.forEach(file -> values.putAll(file.getOrDefault(section, Map.of())));
    }
    environment.forEach((name, value) -> {
      if (name.startsWith("PIP_") && !value.isBlank()) {
        values.put(key(name.substring(4)), value);
      }
    });
  }

  Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /** A value with many parts: blanks and line ends part them. */
  List<String> list(String key) {
    return value(key).stream().flatMap(text -> List.of(text.split("\\s+")).stream()).toList();
  }

  boolean flag(String key) {
    return value(key)
        .map(text -> text.toLowerCase(Locale.ROOT))
        .filter(text -> List.of("1", "true", "yes", "on", "y", "t").contains(text))
        .isPresent();
  }

  private static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace('_', '-').replaceFirst("^--", "");
  }

  /** An INI file: {@code key = value} or {@code key: value}; an indented line goes on. */
  static Map<String, Map<String, String>> sections(String text) {
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    Map<String, String> section = new LinkedHashMap<>();
    Optional<String> last = Optional.empty();
    for (String line : (Iterable<String>) text.lines()::iterator) {
      String trimmed = line.strip();
      if (trimmed.isEmpty() || trimmed.startsWith("#") || trimmed.startsWith(";")) {
        continue;
      }
      if (last.isPresent() && Character.isWhitespace(line.charAt(0))) {
        section.merge(last.get(), trimmed, (before, more) -> before + "\n" + more);
        continue;
      }
      if (trimmed.startsWith("[") && trimmed.endsWith("]")) {
        String name = trimmed.substring(1, trimmed.length() - 1).strip();
        section = sections.computeIfAbsent(name, absent -> new LinkedHashMap<>());
        last = Optional.empty();
        continue;
      }
      int end = separator(trimmed);
      String key = key(end < 0 ? trimmed : trimmed.substring(0, end));
      section.put(key, end < 0 ? "" : trimmed.substring(end + 1).strip());
      last = Optional.of(key);
    }
    return sections;
  }

  private static int separator(String line) {
    List<Integer> found = new ArrayList<>();
    for (char c : new char[] {'=', ':'}) {
      if (line.indexOf(c) >= 0) {
        found.add(line.indexOf(c));
      }
    }
    return found.stream().mapToInt(Integer::intValue).min().orElse(-1);
  }
}
