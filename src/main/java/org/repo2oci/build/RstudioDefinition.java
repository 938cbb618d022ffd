package org.repo2oci.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.repo2oci.debian.Exclusions;
import org.repo2oci.image.Digest;

/**
 * What the key {@code rstudio} of a {@code buildpack.yml} says.
 *
 * @param debs platform to the package that is unpacked for it
 * @param leaveOut names of packages that it depends on and that no image gets
 * @param exclude files of it that no image gets
 * @param python what the server's environment gets beside it
 * @param preferences normal name to the version that is taken unless something speaks against it
 */
record RstudioDefinition(
    Map<String, Deb> debs,
    Set<String> leaveOut,
    Exclusions exclude,
    List<String> python,
    SortedMap<String, String> preferences) {
  /** The buildpack's name. */
  static final String NAME = "rstudio";

  RstudioDefinition {
    debs = Map.copyOf(debs);
    leaveOut = Set.copyOf(leaveOut);
    python = List.copyOf(python);
    preferences = new TreeMap<>(preferences);
  }

  /** A package of RStudio's maker. */
  record Deb(String version, URI url, Digest sha256) {}

  static RstudioDefinition read(Path folder) throws IOException {
    JsonNode rstudio =
        new YAMLMapper().readTree(folder.resolve("buildpack.yml").toFile()).path(NAME);
    Map<String, Deb> debs = new TreeMap<>();
    rstudio
        .path("debs")
        .properties()
        .forEach(one ->
            debs.put(
                one.getKey(),
                new Deb(
                    one.getValue().path("version").asText(),
                    URI.create(one.getValue().path("url").asText()),
                    new Digest(one.getValue().path("sha256").asText()))));
    Set<String> leaveOut = new TreeSet<>();
    rstudio.path("leave-out").forEach(one -> leaveOut.add(one.path("package").asText()));
    SortedMap<String, String> preferences = new TreeMap<>();
    rstudio
        .path("preferences")
        .properties()
        .forEach(one -> preferences.put(one.getKey(), one.getValue().asText()));
    return new RstudioDefinition(
        debs,
        leaveOut,
        new Exclusions(texts(rstudio.path("exclude")), List.of()),
        texts(rstudio.path("python")),
        preferences);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
