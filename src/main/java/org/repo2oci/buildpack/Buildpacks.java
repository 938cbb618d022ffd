package org.repo2oci.buildpack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.repo2oci.failure.BuildFailure;

/**
 * The buildpacks that are known, in their order.
 *
 * @param all sorted by order, then name; no two of one name
 */
public record Buildpacks(List<Buildpack> all) {
  static final String FILE = "buildpack.yml";
  private static final long LARGEST = 1 << 20;

  public Buildpacks {
    all =
        all.stream()
            .sorted(Comparator.comparingInt(Buildpack::order).thenComparing(Buildpack::name))
            .toList();
    List<String> names = all.stream().map(Buildpack::name).toList();
    if (names.stream().distinct().count() != names.size()) {
      throw new IllegalArgumentException("two buildpacks of one name: " + names);
    }
  }

  /**
   * Reads {@code <folder>/*}{@code /buildpack.yml}.
   *
   * @throws BuildFailure where there is none, or one is wrong; with file and line
   */
  public static Buildpacks load(Path folder) {
    return new Buildpacks(read(folder)).checked(folder);
  }

  /**
   * These and a user's own: a folder with a {@code buildpack.yml}, or of such folders. One with the
   * name of another takes its place.
   */
  public Buildpacks with(Path folder) {
    Map<String, Buildpack> byName = new LinkedHashMap<>();
    all.forEach(buildpack -> byName.put(buildpack.name(), buildpack));
    read(folder).forEach(buildpack -> byName.put(buildpack.name(), buildpack));
    return new Buildpacks(List.copyOf(byName.values())).checked(folder);
  }

  public Optional<Buildpack> named(String name) {
    return all.stream().filter(buildpack -> buildpack.name().equals(name)).findFirst();
  }

  /** The one that is chosen where no file chooses. */
  Buildpack fallback() {
    return all.stream().filter(Buildpack::fallback).findFirst().orElseThrow();
  }

  private Buildpacks checked(Path folder) {
    if (all.stream().noneMatch(Buildpack::fallback)) {
      throw BuildFailure.input(
              "Cannot use the buildpacks in `%s`: none is the `fallback`".formatted(folder))
          .withHint("One of them must say `fallback: true`");
    }
    for (Buildpack buildpack : all) {
      for (String name : buildpack.with()) {
        if (named(name).isEmpty()) {
          throw YamlNode.failure(
              buildpack.file(), 1, "`with` names `%s`, which is no buildpack".formatted(name));
        }
      }
    }
    return this;
  }

  private static List<Buildpack> read(Path folder) {
    List<Buildpack> found = new ArrayList<>();
    try {
      if (Files.isRegularFile(folder.resolve(FILE))) {
        return List.of(readFile(folder.resolve(FILE)));
      }
      try (Stream<Path> children = Files.list(folder)) {
        for (Path file : children.map(child -> child.resolve(FILE)).sorted().toList()) {
          if (Files.isRegularFile(file)) {
            found.add(readFile(file));
          }
        }
      }
    } catch (IOException e) {
      throw BuildFailure.input("Cannot read the buildpacks in `%s`".formatted(folder))
          .withHint("The folder must be readable and hold `*/buildpack.yml`")
          .withCause(e);
    }
    if (found.isEmpty()) {
      throw BuildFailure.input("Cannot find a `buildpack.yml` in `%s`".formatted(folder))
          .withHint("A buildpack is a folder with a file of this name");
    }
    return found;
  }

  private static Buildpack readFile(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw BuildFailure.input("Cannot read `%s`: it is larger than 1 MiB".formatted(file))
          .withHint("Check that it is a buildpack's file");
    }
    return BuildpackReader.read(Files.readAllBytes(file), file);
  }
}
