package org.repo2oci.conda.solve;

import org.repo2oci.conda.spec.CondaVersion;

/**
 * Something that the machine has, as packages may need it (CEP 30).
 *
 * @param name such as {@code __glibc}
 */
public record VirtualPackage(String name, CondaVersion version, String build) {
  public VirtualPackage {
    if (!name.startsWith("__")) {
      throw new IllegalArgumentException("`%s` is no virtual package".formatted(name));
    }
  }

  @Override
  public String toString() {
    return name + " " + version;
  }
}
