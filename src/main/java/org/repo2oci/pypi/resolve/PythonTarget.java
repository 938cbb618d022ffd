package org.repo2oci.pypi.resolve;

import java.util.Optional;
import org.repo2oci.image.Platform;

/**
 * The Python that packages are chosen for.
 *
 * @param major, minor of CPython, such as 3 and 13
 * @param glibcMinor of the image's C library: 41 for 2.41
 * @param exact version in full, such as {@code 3.11.2}; empty where the toolbox has the very same
 */
public record PythonTarget(
    int major, int minor, Platform platform, int glibcMinor, Optional<String> exact) {
  /** The newest that the resolver has a name for; a newer library has all that it has. */
  private static final int NEWEST_KNOWN = 40;

  public PythonTarget {
    if (major < 2 || minor < 0 || glibcMinor < 0) {
      throw new IllegalArgumentException("no Python %d.%d".formatted(major, minor));
    }
    if (!platform.os().equals("linux")) {
      throw new IllegalArgumentException("an image's platform is linux, not " + platform);
    }
  }

  /** The one of the toolbox. */
  public PythonTarget(int major, int minor, Platform platform, int glibcMinor) {
    this(major, minor, platform, glibcMinor, Optional.empty());
  }

  /** Such as {@code 3.13}. */
  public String version() {
    return major + "." + minor;
  }

  /** The machine's name as wheels and {@code uname} have it. */
  String machine() {
    return switch (platform.architecture()) {
      case "amd64" -> "x86_64";
      case "arm64" -> "aarch64";
      default ->
          throw new IllegalArgumentException("no wheels are known for `%s`".formatted(platform));
    };
  }

  /** What uv calls the platform (uv, {@code --python-platform}). */
  String uvPlatform() {
    int known = Math.min(glibcMinor, NEWEST_KNOWN);
    // uv knows 2.17, 2.28 and 2.31 to 2.40
    int named = known >= 31 ? known : known >= 28 ? 28 : 17;
    return "%s-manylinux_2_%d".formatted(machine(), named);
  }
}
