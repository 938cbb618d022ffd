package org.repo2oci.conda.environment;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A package of the Python Package Index in a lock file, as a line of a requirements file. */
final class PipPin {
  /** {@code git+https://host/repo?rev=name#commit}, as pixi and uv write it. */
  private static final Pattern GIT =
      Pattern.compile("git\\+([^?#\\s]+)(?:\\?[^#\\s]*)?#([0-9a-f]{40})");

  private PipPin() {}

  /**
   * The line.
   *
   * @param location a URL, or a path that is relative to the lock file's folder
   */
  static String requirement(String name, String location, List<String> digests) {
    Matcher git = GIT.matcher(location);
    if (git.matches()) {
      return "%s @ git+%s@%s".formatted(name, git.group(1), git.group(2));
    }
    if (location.startsWith("git+")) {
      return "%s @ %s".formatted(name, location);
    }
    if (!location.contains("://")) {
      return location.startsWith(".") ? location : "./" + location;
    }
    String hash =
        ArchiveUrl.Digests.of(digests).sha256().map(known -> " --hash=" + known).orElse("");
    return "%s @ %s%s".formatted(name, location.replaceFirst("#.*", ""), hash);
  }
}
