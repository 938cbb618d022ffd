package org.repo2oci.repository;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The login that a BinderHub gives its builder for private repositories: {@code
 * GIT_CREDENTIAL_ENV}, lines of git's credential format with {@code \\n} between them.
 *
 * @param lines such as {@code username=x}; none where the variable is not set
 */
record GitCredential(List<String> lines) {
  private static final String GIVEN = "GIT_CREDENTIAL_ENV";

  /** Read by the shell that git starts; the text itself is in no command line. */
  private static final String PASSED_ON = "REPO2OCI_GIT_CREDENTIAL";

  private static final String HELPER =
      "!f() { test \"$1\" = get && printf '%s\\n' \"$" + PASSED_ON + "\"; }; f";

  GitCredential {
    lines = List.copyOf(lines);
  }

  static GitCredential of(Map<String, String> environment) {
    return new GitCredential(
        Stream.of(environment.getOrDefault(GIVEN, "").split("\\\\n|\n", -1))
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList());
  }

  /**
   * Only the host that is cloned from is given it: a submodule may lie with a stranger, who need
   * only ask.
   *
   * @param site scheme and host, as in a URL
   */
  Map<String, String> settings(String site) {
    return lines.isEmpty() ? Map.of() : Map.of("credential." + site + ".helper", HELPER);
  }

  Map<String, String> variables() {
    return lines.isEmpty() ? Map.of() : Map.of(PASSED_ON, String.join("\n", lines));
  }

  /** What git says, without the password. */
  String cleaned(String text) {
    String clean = text;
    for (String line : lines) {
      if (line.startsWith("password=") && line.length() > "password=".length()) {
        clean = clean.replace(line.substring("password=".length()), "***");
      }
    }
    return clean;
  }
}
