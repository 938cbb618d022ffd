package org.repo2oci.cran;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.repo2oci.debian.Feature;

/**
 * What the key {@code cran} of a {@code buildpack.yml} says of R.
 *
 * @param version the {@code x.y} of the suite's own R, known before anything is locked
 * @param home where that R lies
 * @param library where packages are installed
 * @param packages Debian packages of R
 * @param toolbox Debian packages that R packages are built with, beside R's own
 * @param systemLibraries what a compiler, linker or loader misses to the Debian package that has it
 */
public record RDefinition(
    String version,
    String home,
    String library,
    List<String> packages,
    List<String> toolbox,
    Map<String, String> systemLibraries) {
  /** The name of the feature and, among the toolboxes, of what builds R packages. */
  public static final String NAME = "r";

  public RDefinition {
    packages = List.copyOf(packages);
    toolbox = List.copyOf(toolbox);
    systemLibraries = Collections.unmodifiableMap(new LinkedHashMap<>(systemLibraries));
  }

  /** Reads {@code buildpack.yml} of a buildpack's folder. */
  public static RDefinition read(Path folder) throws IOException {
    Path file = folder.resolve("buildpack.yml");
    JsonNode cran;
    try (var in = Files.newInputStream(file)) {
      cran = new YAMLMapper().readTree(in).path("cran");
    }
    Map<String, String> libraries = new LinkedHashMap<>();
    cran.path("system-libraries")
        .properties()
        .forEach(entry -> libraries.put(entry.getKey(), entry.getValue().asText()));
    return new RDefinition(
        text(cran, "version", file),
        text(cran, "home", file),
        text(cran, "library", file),
        texts(cran.path("packages")),
        texts(cran.path("toolbox")),
        libraries);
  }

  private static String text(JsonNode node, String key, Path file) throws IOException {
    String value = node.path(key).asText();
    if (value.isBlank()) {
      throw new IOException("`%s` has no key `cran: %s`".formatted(file, key));
    }
    return value;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** The Debian packages that R is made of. */
  public Feature feature() {
    List<String> tools = new ArrayList<>(toolbox);
    tools.addAll(packages);
    return new Feature(NAME, packages, new TreeMap<>(Map.of(NAME, tools)));
  }
}
