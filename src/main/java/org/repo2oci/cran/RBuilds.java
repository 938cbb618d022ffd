package org.repo2oci.cran;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds of R for distributions that have another: Debian packages, each with one version in {@code
 * /opt/R}.
 *
 * @param url where they are; {@code {version}}, {@code {system}} and {@code {architecture}} stand
 *     for what is wanted
 * @param systems the suite to what {@code {system}} stands for
 * @param versions one for each {@code x.y}
 * @param packages R packages that every image gets
 * @param debian Debian packages that every image gets
 * @param toolbox Debian packages that R packages are built with beside those of every R
 * @param instead the name of a package that they depend on to what images get for it, with
 *     alternatives joined by {@code |}; empty for nothing
 */
public record RBuilds(
    String url,
    Map<String, String> systems,
    List<String> versions,
    List<String> packages,
    List<String> debian,
    List<String> toolbox,
    Map<String, String> instead) {
  public RBuilds {
    systems = Map.copyOf(systems);
    versions = List.copyOf(versions);
    packages = List.copyOf(packages);
    debian = List.copyOf(debian);
    toolbox = List.copyOf(toolbox);
    instead = Collections.unmodifiableMap(new LinkedHashMap<>(instead));
  }

  static RBuilds of(JsonNode builds) {
    return new RBuilds(
        builds.path("url").asText(),
        map(builds.path("systems")),
        texts(builds.path("versions")),
        texts(builds.path("packages")),
        texts(builds.path("debian")),
        texts(builds.path("toolbox")),
        map(builds.path("instead")));
  }

  private static Map<String, String> map(JsonNode node) {
    Map<String, String> map = new LinkedHashMap<>();
    node.properties().forEach(one -> map.put(one.getKey(), one.getValue().asText()));
    return map;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** The version in full that one of {@code x.y} stands for; empty where none is known. */
  public Optional<String> inFull(String version) {
    return version.indexOf('.') != version.lastIndexOf('.')
        ? Optional.of(version)
        : versions.stream().filter(one -> one.startsWith(version + ".")).findFirst();
  }

  /** The latest versions first. */
  public List<RVersion> latestFirst() {
    return versions.stream().map(RVersion::new).sorted(Comparator.reverseOrder()).toList();
  }

  /** What an image gets for what a build depends on. */
  public List<String> inImages(List<String> depends) {
    return Stream.concat(depends.stream().map(this::inImage), debian.stream())
        .filter(one -> !one.isEmpty())
        .distinct()
        .toList();
  }

  /** Of several that will do, the first that is known here says which. */
  private String inImage(String names) {
    return Arrays.stream(names.split(" \\| ", -1))
        .filter(instead::containsKey)
        .findFirst()
        .map(instead::get)
        .orElse(names);
  }
}
