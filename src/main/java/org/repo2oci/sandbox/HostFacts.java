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
 * @param noNewPrivileges whether such programs get no rights of their own, as in a pod with {@code
 *     allowPrivilegeEscalation: false}
 */
record HostFacts(
    boolean userNamespacesAllowed,
    boolean appArmorRestricts,
    boolean seccomp,
    boolean kubernetes,
    boolean container,
    boolean mappingPrograms,
    boolean noNewPrivileges) {

  static HostFacts read(HostPrograms programs) {
    Path settings = Path.of("/proc/sys");
    return new HostFacts(
        !is("0", settings.resolve("kernel/unprivileged_userns_clone"))
            && !is("0", settings.resolve("user/max_user_namespaces")),
        is("1", settings.resolve("kernel/apparmor_restrict_unprivileged_userns")),
        hasStatus("Seccomp:\\s+2"),
        Files.exists(Path.of("/var/run/secrets/kubernetes.io")),
        Files.exists(Path.of("/.dockerenv")) || Files.exists(Path.of("/run/.containerenv")),
        programs.find("newuidmap").isPresent() && programs.find("newgidmap").isPresent(),
        hasStatus("NoNewPrivs:\\s+1"));
  }

  private static boolean hasStatus(String line) {
    return text(Path.of("/proc/self/status"))
        .filter(status -> status.lines().anyMatch(one -> one.matches(line)))
        .isPresent();
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
