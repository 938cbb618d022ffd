package org.repo2oci.cli.render;

import java.util.OptionalInt;

/**
 * A line that GitHub's runner obeys (workflow commands): a message in the log that is also shown at
 * the top of the run and, where it names a file, on that file's line.
 */
public final class GithubCommand {
  private GithubCommand() {}

  public static String notice(String message) {
    return "::notice title=repo2oci::" + data(message) + "\n";
  }

  public static String warning(String message) {
    return "::warning title=repo2oci::" + data(message) + "\n";
  }

  public static String error(String message) {
    return "::error title=repo2oci::" + data(message) + "\n";
  }

  /**
   * An error on a line of a file.
   *
   * @param file below the top of the repository
   */
  public static String error(String file, OptionalInt line, String message) {
    String at = line.isPresent() ? ",line=" + line.getAsInt() : "";
    return "::error title=repo2oci,file=%s%s::%s\n".formatted(property(file), at, data(message));
  }

  /**
   * Text of others that the runner does not obey: it takes commands at the beginning of a line,
   * behind any blanks, and the old form of them anywhere.
   */
  static String harmless(String text) {
    return text.replaceAll("(?m)^(\\s*):(?=:)", "$1: ").replace("##[", "## [");
  }

  private static String data(String text) {
    return text.strip().replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
