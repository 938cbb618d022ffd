package org.repo2oci.pypi.resolve;

import java.util.List;

/**
 * The result: every package that is installed, sorted by name.
 *
 * @param uvVersion of the resolver
 */
public record ResolvedPython(List<LockedPackage> packages, String uvVersion) {
  public ResolvedPython {
    packages = List.copyOf(packages);
  }
}
