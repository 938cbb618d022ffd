package org.repo2oci.debian;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads {@code etc/apt/sources.list} and {@code sources.list.d}, in both forms (sources.list(5)). A
 * file or line that apt would reject is passed over: here apt's settings are a hint, not an input.
 */
final class AptSettings {
  private static final String MIRROR_LIST = "mirror+file:";

  private final Path root;
  private final List<AptSource> sources = new ArrayList<>();

  AptSettings(Path root) {
    this.root = root;
  }

  List<AptSource> sources() {
    sources.clear();
    Path folder = root.resolve("etc/apt");
    readLines(folder.resolve("sources.list"));
    for (Path file : entries(folder.resolve("sources.list.d"))) {
      if (file.toString().endsWith(".list")) {
        readLines(file);
      } else if (file.toString().endsWith(".sources")) {
        readParagraphs(file);
      }
    }
    return List.copyOf(sources);
  }

  private static List<Path> entries(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String text(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      return "";
    }
  }

  private void readParagraphs(Path file) {
    List<Map<String, String>> paragraphs;
    try {
      paragraphs = Paragraphs.parse(text(file));
    } catch (UncheckedIOException e) {
      return;
    }
    for (Map<String, String> paragraph : paragraphs) {
      String enabled = paragraph.getOrDefault("enabled", "yes").toLowerCase(Locale.ROOT);
      if (words(paragraph.getOrDefault("types", "")).contains("deb")
          && !List.of("no", "false", "without", "off", "disable", "0").contains(enabled)) {
        add(
            words(paragraph.getOrDefault("uris", "")),
            words(paragraph.getOrDefault("suites", "")),
            words(paragraph.getOrDefault("components", "")),
            paragraph.getOrDefault("signed-by", ""));
      }
    }
  }

  private void readLines(Path file) {
    for (String line : text(file).split("\n", -1)) {
      int comment = line.indexOf('#');
      String entry = (comment < 0 ? line : line.substring(0, comment)).strip();
      String options = "";
      int open = entry.indexOf('[');
      int close = entry.indexOf(']');
      if (open >= 0 && close > open) {
        options = entry.substring(open + 1, close);
        entry = entry.substring(0, open) + " " + entry.substring(close + 1);
      }
      List<String> words = words(entry);
      if (words.size() >= 3 && words.getFirst().equals("deb")) {
        add(
            words.subList(1, 2),
            words.subList(2, 3),
            words.subList(3, words.size()),
            words(options).stream()
                .filter(option -> option.startsWith("signed-by="))
                .findFirst()
                .orElse(""));
      }
    }
  }

  private void add(
      List<String> uris, List<String> suites, List<String> components, String signedBy) {
    for (String text : uris) {
      for (String address : text.startsWith(MIRROR_LIST) ? listed(text) : List.of(text)) {
        uri(address)
            .ifPresent(uri -> sources.add(new AptSource(uri, suites, components, signedBy)));
      }
    }
  }

  private static Optional<URI> uri(String address) {
    try {
      URI uri = new URI(address.endsWith("/") ? address : address + "/");
      return Optional.of(uri)
          .filter(own -> own.getScheme() != null && AptSource.SCHEMES.contains(own.getScheme()));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** The mirrors of a list on disk (apt-transport-mirror(1)); cloud images use one. */
  private List<String> listed(String uri) {
    String path = uri.substring(MIRROR_LIST.length()).replaceFirst("^/+", "");
    return text(root.resolve(path))
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(line -> line.split("\\s+", 2)[0])
        .toList();
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split("\\s+", -1)).filter(word -> !word.isEmpty()).toList();
  }
}
