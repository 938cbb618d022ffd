package org.repo2oci.pypi.project;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.repo2oci.pypi.resolve.PythonTarget;

/**
 * What markers ask of a Python (PyPA "Dependency specifiers", "Environment markers"; "pylock.toml
 * Specification", {@code extras} and {@code dependency_groups}).
 *
 * @param values by variable
 * @param groups dependency groups that are installed
 */
record MarkerEnvironment(Map<String, String> values, Set<String> groups) {
  MarkerEnvironment {
    values = Map.copyOf(values);
    groups = Set.copyOf(groups);
  }

  static MarkerEnvironment of(PythonTarget target) {
    // Which patch release it will be is not always known; it is later than those that markers name.
    String full = target.exact().orElse(target.version() + ".99");
    Map<String, String> values = new HashMap<>();
    values.put("python_version", target.version());
    values.put("python_full_version", full);
    values.put("implementation_version", full);
    values.put("implementation_name", "cpython");
    values.put("platform_python_implementation", "CPython");
    values.put("os_name", "posix");
    values.put("sys_platform", "linux");
    values.put("platform_system", "Linux");
    values.put("platform_release", "");
    values.put("platform_version", "");
    values.put("extra", "");
    values.put(
        "platform_machine",
        switch (target.platform().architecture()) {
          case "amd64" -> "x86_64";
          case "arm64" -> "aarch64";
          default -> target.platform().architecture();
        });
    return new MarkerEnvironment(values, Set.of());
  }

  MarkerEnvironment withGroups(Set<String> installed) {
    return new MarkerEnvironment(values, installed);
  }

  String python() {
    return values.getOrDefault("python_full_version", "");
  }
}
