package org.repo2oci.pypi.resolve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.repo2oci.pypi.spec.PackageName;
import org.repo2oci.pypi.spec.Requirement;
import org.repo2oci.pypi.spec.Requirements;

/**
 * What every image has besides the user's packages, as {@code buildpacks/jupyter} says it.
 *
 * @param requirements as in a requirements file
 * @param preferences normal name to the version that is taken unless something speaks against it
 */
public record ServerSet(
    List<String> requirements, SortedMap<String, String> preferences, List<Exclusion> exclusions) {
  public ServerSet {
    requirements = List.copyOf(requirements);
    preferences = Collections.unmodifiableSortedMap(new TreeMap<>(preferences));
    exclusions = List.copyOf(exclusions);
  }

  /**
   * A package that is left out, although something of the server's names it.
   *
   * @param unless a requirement with one extra, such as {@code name[extra]}, that shows that the
   *     user wants it
   */
  public record Exclusion(String name, String reason, String unless) {
    /** Whether the user's own list asks for what is left out. */
    boolean isWanted(Requirements user) {
      String wanted = PackageName.normalised(unless.replaceFirst("\\[.*", ""));
      String extra =
          PackageName.normalised(unless.replaceFirst("^[^\\[]*\\[?", "").replace("]", ""));
      return user.named(name).findAny().isPresent()
          || user.named(wanted)
              .map(Requirement::extras)
              .flatMap(extras -> Stream.of(extras.replaceAll("[\\[\\]]", "").split(",", -1)))
              .map(PackageName::normalised)
              .anyMatch(asked -> !asked.isEmpty() && asked.equals(extra));
    }
  }

  /** No server at all. */
  public static ServerSet none() {
    return new ServerSet(List.of(), new TreeMap<>(), List.of());
  }

  /** Reads a buildpack's folder: the key {@code python} and the files that it names. */
  public static ServerSet read(Path folder) throws IOException {
    JsonNode python =
        new YAMLMapper().readTree(folder.resolve("buildpack.yml").toFile()).path("python");
    SortedMap<String, String> preferences = new TreeMap<>();
    for (String line : lines(folder, python.path("preferences").asText(""))) {
      int equals = line.indexOf("==");
      if (equals > 0) {
        preferences.put(
            PackageName.normalised(line.substring(0, equals)), line.substring(equals + 2));
      }
    }
    List<Exclusion> exclusions = new ArrayList<>();
    for (JsonNode exclusion : python.path("exclude")) {
      exclusions.add(
          new Exclusion(
              PackageName.normalised(exclusion.path("package").asText()),
              exclusion.path("reason").asText(),
              exclusion.path("unless").asText("")));
    }
    return new ServerSet(
        lines(folder, python.path("requirements").asText("")), preferences, exclusions);
  }

  private static List<String> lines(Path folder, String file) throws IOException {
    if (file.isEmpty()) {
      return List.of();
    }
    return Files.readAllLines(folder.resolve(file)).stream()
        .map(line -> line.replaceFirst("(^|\\s)#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /** Whether the server itself asks for this normal name. */
  boolean names(String name) {
    return requirements.stream()
        .flatMap(line -> Optional.of(line.split("[^A-Za-z0-9._-]", 2)[0]).stream())
        .map(PackageName::normalised)
        .anyMatch(name::equals);
  }
}
