package org.repo2oci.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a machine says about namespaces.
 *
 * @param userNamespacesAllowed false where a kernel setting forbids them to ordinary users
 * @param appArmorRestricts Ubuntu's setting that takes all rights from user namespaces
 * @param seccomp whether system calls are filtered, as in containers
 * @param kubernetes whether this is a container of a Kubernetes pod
 * @param container whether this is a container
 * @param mappingPrograms whether {@code newuidmap} and {@code newgidmap} are installed
 */
record HostFacts(
    boolean userNamespacesAllowed,
    boolean appArmorRestricts,
    boolean seccomp,
    boolean kubernetes,
    boolean container,
    boolean mappingPrograms) {

  static HostFacts read(HostPrograms programs) {
    Path settings = Path.of("/proc/sys");
    return new HostFacts(
        !is("0", settings.resolve("kernel/unprivileged_userns_clone"))
            && !is("0", settings.resolve("user/max_user_namespaces")),
        is("1", settings.resolve("kernel/apparmor_restrict_unprivileged_userns")),
        text(Path.of("/proc/self/status"))
            .filter(status -> status.lines().anyMatch(line -> line.matches("Seccomp:\\s+2")))
            .isPresent(),
        Files.exists(Path.of("/var/run/secrets/kubernetes.io")),
        Files.exists(Path.of("/.dockerenv")) || Files.exists(Path.of("/run/.containerenv")),
        programs.find("newuidmap").isPresent() && programs.find("newgidmap").isPresent());
  }

  private static boolean is(String value, Path file) {
    return text(file).filter(content -> content.strip().equals(value)).isPresent();
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
