package org.repo2oci.buildpack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Python that Pipenv is asked for.
 *
 * @param version such as {@code 3.11} or {@code 3}
 * @param path of the file that says it
 */
record PipfilePython(String version, String path) {
  private static final Pattern NUMBERS = Pattern.compile("\\d+(?:\\.\\d+)?");

  /** Of {@code [requires]}; a file that cannot be read is told when it is read for packages. */
  static Optional<PipfilePython> ofFile(byte[] content, String path) {
    try {
      return of(new TomlMapper().readTree(content).path("requires"), path);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Of {@code _meta.requires}. */
  static Optional<PipfilePython> ofLock(byte[] content, String path) {
    try {
      return of(new ObjectMapper().readTree(content).path("_meta").path("requires"), path);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<PipfilePython> of(JsonNode requires, String path) {
    return Stream.of("python_full_version", "python_version")
        .map(key -> NUMBERS.matcher(requires.path(key).asText("")))
        .filter(Matcher::find)
        .map(found -> new PipfilePython(found.group(), path))
        .findFirst();
  }
}
