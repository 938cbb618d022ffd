package org.repo2oci.conda.solve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.repo2oci.conda.spec.CondaVersion;
import org.repo2oci.conda.spec.SpecException;
import org.repo2oci.failure.BuildFailure;

/**
 * What the image that is built will have by itself (CEP 30). The machine that builds does not
 * count.
 */
public record VirtualPackages(List<VirtualPackage> packages) {
  /** A kernel that every machine with containers has. */
  private static final String LINUX = "5.15";

  /** Variables that replace a package or, where they are empty, remove it. */
  private static final Map<String, String> OVERRIDES =
      Map.of(
          "CONDA_OVERRIDE_LINUX", "__linux",
          "CONDA_OVERRIDE_GLIBC", "__glibc",
          "CONDA_OVERRIDE_CUDA", "__cuda");

  public VirtualPackages {
    packages = List.copyOf(packages);
  }

  /**
   * A Linux with the GNU C library.
   *
   * @param glibc its version, such as {@code 2.41}
   * @param architecture as conda calls it: {@code x86_64}, {@code aarch64}; the plainest of its
   *     kind, so that the image runs everywhere
   */
  public static VirtualPackages linux(String glibc, String architecture) {
    return new VirtualPackages(
        List.of(
            virtual("__unix", "0", "0"),
            virtual("__linux", LINUX, "0"),
            virtual("__glibc", glibc, "0"),
            virtual("__archspec", "1", architecture)));
  }

  /**
   * With what {@code CONDA_OVERRIDE_GLIBC}, {@code _LINUX}, {@code _CUDA} and {@code _ARCHSPEC}
   * say; an empty value removes a package.
   */
  public VirtualPackages overriddenBy(Map<String, String> environment) {
    VirtualPackages result = this;
    for (Map.Entry<String, String> override : new java.util.TreeMap<>(OVERRIDES).entrySet()) {
      String value = environment.get(override.getKey());
      if (value != null) {
        try {
          result = result.replaced(override.getValue(), value.strip(), "0");
        } catch (SpecException e) {
          throw BuildFailure.usage(
                  "Cannot use `%s=%s`: it is no version".formatted(override.getKey(), value))
              .withHint("Give a version such as `12.4`, or nothing to do without the package");
        }
      }
    }
    String architecture = environment.get("CONDA_OVERRIDE_ARCHSPEC");
    return architecture == null
        ? result
        : result.replaced("__archspec", architecture.isBlank() ? "" : "1", architecture.strip());
  }

  private VirtualPackages replaced(String name, String version, String build) {
    List<VirtualPackage> changed = new ArrayList<>(packages);
    changed.removeIf(one -> one.name().equals(name));
    if (!version.isEmpty()) {
      changed.add(virtual(name, version, build));
    }
    return new VirtualPackages(changed);
  }

  private static VirtualPackage virtual(String name, String version, String build) {
    return new VirtualPackage(name, CondaVersion.parse(version), build);
  }
}
