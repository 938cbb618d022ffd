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
import java.util.stream.Stream;
import org.repo2oci.debian.Feature;

/**
 * What the key {@code cran} of a {@code buildpack.yml} says of R.
 *
 * @param version of the suite's own R, known before anything is locked
 * @param home where that R lies
 * @param library where packages are installed
 * @param packages Debian packages of R
 * @param toolbox Debian packages that R packages are built with, beside R's own
 * @param builds an R of another version
 * @param systemLibraries what a compiler or linker misses to the Debian package that has it
 * @param sharedLibraries pattern of a shared library's name to the Debian package that has it,
 *     where Debian's rule for names does not lead there
 * @param ownLibraries names of shared libraries that every R brings
 */
public record RDefinition(
    String version,
    String home,
    String library,
    List<String> packages,
    List<String> toolbox,
    RBuilds builds,
    Map<String, String> systemLibraries,
    Map<String, String> sharedLibraries,
    List<String> ownLibraries) {
  /** The name of the feature and, among the toolboxes, of what builds R packages. */
  public static final String NAME = "r";

  /** The distribution's own R, in locks of images that have another. */
  private static final String DISTRIBUTION = "r-distribution";

  public RDefinition {
    packages = List.copyOf(packages);
    toolbox = List.copyOf(toolbox);
    systemLibraries = Collections.unmodifiableMap(new LinkedHashMap<>(systemLibraries));
    sharedLibraries = Collections.unmodifiableMap(new LinkedHashMap<>(sharedLibraries));
    ownLibraries = List.copyOf(ownLibraries);
  }

  /** Reads {@code buildpack.yml} of a buildpack's folder. */
  public static RDefinition read(Path folder) throws IOException {
    Path file = folder.resolve("buildpack.yml");
    JsonNode cran;
    try (var in = Files.newInputStream(file)) {
      cran = new YAMLMapper().readTree(in).path("cran");
    }
    return new RDefinition(
        text(cran, "version", file),
        text(cran, "home", file),
        text(cran, "library", file),
        texts(cran.path("packages")),
        texts(cran.path("toolbox")),
        RBuilds.of(cran.path("builds")),
        map(cran.path("system-libraries")),
        map(cran.path("shared-libraries")),
        texts(cran.path("own-libraries")));
  }

  private static Map<String, String> map(JsonNode node) {
    Map<String, String> map = new LinkedHashMap<>();
    node.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
    return map;
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
    return new Feature(NAME, packages, new TreeMap<>(Map.of(NAME, tools(packages))));
  }

  /**
   * The Debian packages for an R that is none of Debian's.
   *
   * @param depends what it needs, each with its alternatives joined by {@code |}
   */
  public Feature feature(List<String> depends) {
    // Not in the image: what Debian's R says of where packages come from.
    List<String> tools = Stream.concat(builds.toolbox().stream(), depends.stream()).toList();
    return new Feature(
        NAME,
        depends,
        new TreeMap<>(Map.of(NAME, tools(tools), DISTRIBUTION, List.of(packages.getFirst()))));
  }

  private List<String> tools(List<String> more) {
    return Stream.concat(toolbox.stream(), more.stream()).toList();
  }
}
