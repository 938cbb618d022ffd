package org.repo2oci.buildpack;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;

/**
 * What of a {@code pyproject.toml} decides.
 *
 * @param isPackage it has {@code [project]} and {@code [build-system]}
 */
record PythonProject(boolean isPackage, Optional<PythonRange> requiresPython) {
  static PythonProject parse(byte[] content, String path) {
    JsonNode top;
    try {
      top = new TomlMapper().readTree(content);
    } catch (JacksonException e) {
      throw BuildFailure.input(
              "Cannot read `%s` at line %d: it is not valid TOML"
                  .formatted(path, e.getLocation() == null ? 1 : e.getLocation().getLineNr()))
          .withDetail(e.getOriginalMessage().lines().findFirst().orElse(""))
          .withHint("Check the line");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    JsonNode requires = top.path("project").path("requires-python");
    return new PythonProject(
        top.has("project") && top.has("build-system"),
        requires.isTextual() ? Optional.of(range(requires.asText(), path)) : Optional.empty());
  }

  private static PythonRange range(String text, String path) {
    return PythonRange.parse(text)
        .orElseThrow(() ->
            BuildFailure.input(
                    "Cannot read `%s`: its `requires-python` `%s` is no version range"
                        .formatted(path, text))
                .withHint("Write for example `>=3.10`"));
  }
}
