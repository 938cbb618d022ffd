package org.repo2oci.registry;

import java.util.Set;

/** The registry of names without a host, and what is special about it. */
final class DockerHub {
  static final String NAME = "docker.io";
  static final String API = "registry-1.docker.io";

  /** Its key in Docker's configuration. */
  static final String CREDENTIALS = "index.docker.io";

  private static final Set<String> NAMES = Set.of(NAME, API, CREDENTIALS);

  private DockerHub() {}

  static boolean is(String host) {
    return NAMES.contains(host);
  }

  /** Official images live in a folder that their names leave out. */
  static String repository(String name) {
    return name.contains("/") ? name : "library/" + name;
  }
}
