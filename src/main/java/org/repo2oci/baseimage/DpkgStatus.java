package org.repo2oci.baseimage;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The installed packages of an image that Debian's tools made; none in another. */
record DpkgStatus(Map<String, String> versions) {
  static DpkgStatus read(ImageTree files) throws IOException {
    Map<String, String> versions = new HashMap<>();
    String name = "";
    boolean installed = false;
    for (String line : files.text("var/lib/dpkg/status").orElse("").split("\n", -1)) {
      if (line.startsWith("Package: ")) {
        name = line.substring("Package: ".length()).strip();
        installed = false;
      } else if (line.startsWith("Status: ")) {
        installed = line.endsWith(" installed");
      } else if (line.startsWith("Version: ") && installed) {
        versions.putIfAbsent(name, line.substring("Version: ".length()).strip());
      }
    }
    return new DpkgStatus(versions);
  }

  /** The version that the packaged project has itself: without epoch and Debian's revision. */
  Optional<String> upstream(String name) {
    return Optional.ofNullable(versions.get(name))
        .map(version -> version.replaceFirst("^\\d+:", "").replaceFirst("[-+~].*", ""));
  }
}
