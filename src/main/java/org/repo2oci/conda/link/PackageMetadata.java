package org.repo2oci.conda.link;

import java.util.List;
import org.repo2oci.conda.Noarch;

/**
 * {@code info/link.json} (CEP 34).
 *
 * @param entryPoints such as {@code jsonpatch = jsonpatch.cli:main}
 */
record PackageMetadata(Noarch noarch, List<String> entryPoints) {
  PackageMetadata {
    entryPoints = List.copyOf(entryPoints);
  }
}
