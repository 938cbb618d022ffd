package org.repo2oci.buildpack;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;

/**
 * What of a {@code pyproject.toml} decides.
 *
 * @param isPackage it has {@code [project]} and {@code [build-system]}
 * @param hasProject it has {@code [project]}
 * @param isOfPoetry it has {@code [tool.poetry]}
 */
record PythonProject(
    boolean isPackage,
    boolean hasProject,
    boolean isOfPoetry,
    Optional<PythonRange> requiresPython) {
  /** {@code ^3.11} is from 3.11 to below 4. */
  private static final Pattern CARET = Pattern.compile("\\^\\s*(\\d+)(\\S*)");

  /** {@code ~3.11} is any 3.11. */
  private static final Pattern TILDE = Pattern.compile("~\\s*(\\d+\\.\\d+)(\\.\\S+)?");

  static PythonProject parse(byte[] content, String path) {
    JsonNode top = toml(content, path);
    JsonNode poetry = top.path("tool").path("poetry");
    JsonNode requires = top.path("project").path("requires-python");
    JsonNode older = poetry.path("dependencies").path("python");
    return new PythonProject(
        top.has("project") && top.has("build-system"),
        top.has("project"),
        poetry.isObject(),
        requires.isTextual()
            ? Optional.of(range(requires.asText(), path))
            : older.isTextual() ? PythonRange.parse(plain(older.asText())) : Optional.empty());
  }

  /** What a {@code pylock.toml} says of it. */
  static Optional<PythonRange> ofLock(byte[] content, String path) {
    JsonNode requires = toml(content, path).path("requires-python");
    return requires.isTextual() ? Optional.of(range(requires.asText(), path)) : Optional.empty();
  }

  private static JsonNode toml(byte[] content, String path) {
    try {
      return new TomlMapper().readTree(content);
    } catch (JacksonException e) {
      throw BuildFailure.input(
              "Cannot read `%s` at line %d: it is not valid TOML"
                  .formatted(path, e.getLocation() == null ? 1 : e.getLocation().getLineNr()))
          .withDetail(e.getOriginalMessage().lines().findFirst().orElse(""))
          .withHint("Check the line");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Poetry's own forms in the common ones. */
  private static String plain(String range) {
    Matcher caret = CARET.matcher(range.strip());
    if (caret.matches() && caret.group(1).length() < 4) {
      int next = Integer.parseInt(caret.group(1)) + 1;
      return ">=%s%s,<%d".formatted(caret.group(1), caret.group(2), next);
    }
    Matcher tilde = TILDE.matcher(range.strip());
    return tilde.matches() ? "==%s.*".formatted(tilde.group(1)) : range;
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
