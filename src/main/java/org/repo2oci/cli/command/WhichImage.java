package org.repo2oci.cli.command;

import org.jspecify.annotations.Nullable;
import org.repo2oci.image.Platform;
import picocli.CommandLine.Option;

/** Which image of several is meant by a name. */
final class WhichImage {
  static final String PLACES =
      "A name in a registry, docker-daemon:NAME, oci:DIR, oci-archive:FILE or docker-archive:FILE";

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "Which image of an index (default: linux/amd64)")
  private @Nullable String platform;

  Platform platform() {
    return Parsed.value("--platform", platform, Platform::parse).orElse(Platform.LINUX_AMD64);
  }
}
