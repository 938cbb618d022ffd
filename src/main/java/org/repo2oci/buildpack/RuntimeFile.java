package org.repo2oci.buildpack;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;

/**
 * What {@code runtime.txt} says: {@code name-version}, {@code name-yyyy-mm-dd} or {@code
 * name-version-yyyy-mm-dd}.
 */
record RuntimeFile(String name, Optional<String> version, Optional<String> date) {
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}.*");

  /** Reads it as repo2docker does, with the same faults refused. */
  static RuntimeFile parse(byte[] content, String path) {
    String text = new String(content, StandardCharsets.UTF_8).strip();
    List<String> parts = Arrays.asList(text.split("-", -1));
    boolean counted = parts.size() == 2 || parts.size() == 4 || parts.size() == 5;
    if (!counted || parts.contains("")) {
      throw invalid(path, text);
    }
    Optional<String> version = parts.size() == 4 ? Optional.empty() : Optional.of(parts.get(1));
    Optional<String> date =
        parts.size() == 2
            ? Optional.empty()
            : Optional.of(String.join("-", parts.subList(parts.size() - 3, parts.size())));
    if (date.isPresent() && !DATE.matcher(date.get()).matches()) {
      throw invalid(path, text);
    }
    return new RuntimeFile(parts.getFirst(), version, date);
  }

  boolean isPython() {
    return name.equals("python");
  }

  boolean isR() {
    return name.equals("r");
  }

  private static BuildFailure invalid(String path, String text) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return BuildFailure.input("Cannot read `%s`: `%s` names no runtime".formatted(path, shown))
        .withHint("Write a name and a version, such as `python-3.13` or `r-4.4-2026-01-31`");
  }
}
