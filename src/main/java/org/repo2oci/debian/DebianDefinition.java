package org.repo2oci.debian;

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

/**
 * What the key {@code debian} of a {@code buildpack.yml} says, and the folder beside it.
 *
 * @param folder of the buildpack, with {@code keys} and {@code scripts}
 * @param packages what the base has, before dependencies
 * @param configureOnly what is unpacked while the base is configured, and not shipped
 * @param toolboxes name to packages
 * @param python minor version of the suite's own interpreter, such as {@code 3.13}
 * @param glibc version of the suite's C library, such as {@code 2.41}
 */
public record DebianDefinition(
    Path folder,
    String suite,
    List<String> components,
    List<String> packages,
    List<String> configureOnly,
    Map<String, List<String>> toolboxes,
    String locale,
    String python,
    String glibc,
    Exclusions exclusions) {
  public DebianDefinition {
    components = List.copyOf(components);
    packages = List.copyOf(packages);
    configureOnly = List.copyOf(configureOnly);
    toolboxes = Collections.unmodifiableMap(new LinkedHashMap<>(toolboxes));
  }

  /** Reads {@code buildpack.yml} of a buildpack's folder. */
  public static DebianDefinition read(Path folder) throws IOException {
    Path file = folder.resolve("buildpack.yml");
    JsonNode debian;
    try (var in = Files.newInputStream(file)) {
      debian = new YAMLMapper().readTree(in).path("debian");
    }
    if (!debian.isObject()) {
      throw new IOException("`%s` has no key `debian`".formatted(file));
    }
    Map<String, List<String>> toolboxes = new LinkedHashMap<>();
    debian
        .path("toolboxes")
        .properties()
        .forEach(entry -> toolboxes.put(entry.getKey(), texts(entry.getValue())));
    return new DebianDefinition(
        folder,
        text(debian, "suite", file),
        texts(debian.path("components")),
        texts(debian.path("packages")),
        texts(debian.path("configure-only")),
        toolboxes,
        text(debian, "locale", file),
        text(debian, "python", file),
        text(debian, "glibc", file),
        new Exclusions(texts(debian.path("exclude")), texts(debian.path("keep"))));
  }

  /** The same without a base: the toolboxes alone. */
  public DebianDefinition toolboxesOnly() {
    return new DebianDefinition(
        folder,
        suite,
        components,
        List.of(),
        List.of(),
        toolboxes,
        locale,
        python,
        glibc,
        exclusions);
  }

  /** The same with other packages in the base, and without the build's own folders. */
  public DebianDefinition withPackages(List<String> others) {
    return new DebianDefinition(
        folder,
        suite,
        components,
        others,
        configureOnly,
        Map.of(),
        locale,
        python,
        glibc,
        exclusions);
  }

  private static String text(JsonNode node, String key, Path file) throws IOException {
    String value = node.path(key).asText();
    if (value.isBlank()) {
      throw new IOException("`%s` has no key `debian: %s`".formatted(file, key));
    }
    return value;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** The keys that its suites must be signed with. */
  public ArchiveKeys keys() throws IOException {
    return ArchiveKeys.read(folder.resolve("keys"));
  }

  String script(String name) throws IOException {
    return Files.readString(folder.resolve("scripts").resolve(name));
  }
}
