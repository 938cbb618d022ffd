package org.repo2oci.pypi.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.repo2oci.failure.BuildFailure;

/** What a project's {@code pyproject.toml} tells of how much it decides. */
public final class StaticProject {
  /** Fields of PEP 621 that a resolver asks for. */
  private static final Set<String> ASKED =
      Set.of("version", "dependencies", "optional-dependencies", "requires-python");

  private StaticProject() {}

  /**
   * Whether everything that a resolver asks of a project stands in this file, so that nothing else
   * of the project changes what is resolved.
   *
   * @param text of the {@code pyproject.toml}
   */
  public static boolean decidesAlone(String text) {
    JsonNode top;
    try {
      top = TomlFile.parse(text, "pyproject.toml").top();
    } catch (BuildFailure unreadable) {
      return false;
    }
    JsonNode project = top.path("project");
    for (JsonNode dynamic : project.path("dynamic")) {
      if (ASKED.contains(dynamic.asText())) {
        return false;
      }
    }
    // uv's own table may name other places for what the project needs.
    return project.hasNonNull("name")
        && project.hasNonNull("version")
        && !top.path("tool").has("uv");
  }
}
