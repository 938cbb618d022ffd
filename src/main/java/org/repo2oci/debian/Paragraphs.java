package org.repo2oci.debian;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Control files: paragraphs of {@code Name: value} with continuation lines (Debian Policy, 5.1;
 * deb822(5)). Field names are given in lower case; lines of a value are joined by line feeds, and
 * the blank that starts a continuation line is dropped.
 */
final class Paragraphs {
  private Paragraphs() {}

  /** All paragraphs of a small file. */
  static List<Map<String, String>> parse(String text) {
    List<Map<String, String>> all = new ArrayList<>();
    try {
      read(new StringReader(text), name -> true, all::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  /** Hands paragraphs over one by one, with the wanted fields alone: a large file is never held. */
  static void stream(
      InputStream in, Predicate<String> wanted, Consumer<Map<String, String>> consumer)
      throws IOException {
    read(new InputStreamReader(in, StandardCharsets.UTF_8), wanted, consumer);
  }

  private static void read(
      Reader in, Predicate<String> wanted, Consumer<Map<String, String>> consumer)
      throws IOException {
    BufferedReader lines = new BufferedReader(in, 1 << 16);
    Map<String, String> paragraph = new LinkedHashMap<>();
    String field = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isBlank()) {
        if (!paragraph.isEmpty()) {
          consumer.accept(paragraph);
          paragraph = new LinkedHashMap<>();
        }
        field = "";
      } else if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        if (!field.isEmpty()) {
          paragraph.merge(field, line.substring(1), (value, more) -> value + "\n" + more);
        }
      } else if (line.charAt(0) != '#') {
        field = begin(line, wanted, paragraph);
      }
    }
    if (!paragraph.isEmpty()) {
      consumer.accept(paragraph);
    }
  }

  /** The field that starts on a line, or nothing where it is not wanted. */
  private static String begin(String line, Predicate<String> wanted, Map<String, String> paragraph)
      throws IOException {
    int colon = line.indexOf(':');
    if (colon <= 0) {
      throw new IOException("`%s` is no field".formatted(shortened(line)));
    }
    String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!wanted.test(name)) {
      return "";
    }
    paragraph.put(name, line.substring(colon + 1).strip());
    return name;
  }

  private static String shortened(String line) {
    return line.length() > 60 ? line.substring(0, 60) + "…" : line;
  }
}
