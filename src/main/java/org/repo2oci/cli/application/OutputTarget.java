package org.repo2oci.cli.application;

import java.nio.file.Path;

/** Where a finished image goes besides the store. */
public sealed interface OutputTarget {
  /** The Docker Engine of this machine. */
  record DockerDaemon() implements OutputTarget {}

  /** An OCI image layout: a folder. */
  record OciLayout(Path folder) implements OutputTarget {}

  /** An OCI image layout in a tar. */
  record OciArchive(Path file) implements OutputTarget {}

  /** A tar that {@code docker load} reads. */
  record DockerArchive(Path file) implements OutputTarget {}

  /** Parses {@code docker-daemon}, {@code oci:DIR}, {@code oci-archive:FILE} and so on. */
  static OutputTarget parse(String text) {
    if (text.equals("docker-daemon") || text.equals("docker-daemon:")) {
      return new DockerDaemon();
    }
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String path = colon < 0 ? "" : text.substring(colon + 1);
    return switch (kind) {
      case "oci" -> new OciLayout(path(kind, path));
      case "oci-archive" -> new OciArchive(path(kind, path));
      case "docker-archive" -> new DockerArchive(path(kind, path));
      default ->
          throw new IllegalArgumentException(
              "`%s` is none of docker-daemon, oci:DIR, oci-archive:FILE, docker-archive:FILE"
                  .formatted(text));
    };
  }

  private static Path path(String kind, String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("`%s:` needs a path after it".formatted(kind));
    }
    return Path.of(text);
  }
}
