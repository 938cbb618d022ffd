package org.repo2oci.pypi.spec;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a repository's requirements files ask for, read with all that they include.
 *
 * @param constraints limits for versions ({@code -c}); they ask for nothing
 * @param files every file that was read, the first one first; their content decides the result
 * @param warnings what is not done as written, with file and line
 */
public record Requirements(
    List<Requirement> requirements,
    List<Requirement> constraints,
    IndexOptions options,
    List<File> files,
    List<String> warnings) {
  public Requirements {
    requirements = List.copyOf(requirements);
    constraints = List.copyOf(constraints);
    files = List.copyOf(files);
    warnings = List.copyOf(warnings);
  }

  /** A file that was read: its path in the repository or its URL, and its text. */
  public record File(String name, String text) {}

  /** No file, nothing asked for. */
  public static Requirements none() {
    return new Requirements(List.of(), List.of(), IndexOptions.none(), List.of(), List.of());
  }

  /** These and others, which come after them. */
  public Requirements plus(Requirements other) {
    return new Requirements(
        joined(requirements, other.requirements),
        joined(constraints, other.constraints),
        options.plus(other.options),
        joined(files, other.files),
        joined(warnings, other.warnings));
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  /** Whether the result depends on more of the repository than the files themselves. */
  public boolean needsRepository() {
    return requirements.stream().anyMatch(Requirement.Local.class::isInstance)
        || options.findLinks().stream().anyMatch(place -> !place.contains("://"));
  }

  /** The requirements for this normal name. */
  public Stream<Requirement> named(String name) {
    return requirements.stream()
        .filter(requirement -> requirement.name().filter(name::equals).isPresent());
  }
}
