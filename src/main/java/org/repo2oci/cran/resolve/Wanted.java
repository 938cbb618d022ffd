package org.repo2oci.cran.resolve;

import org.repo2oci.cran.spec.RDependency;

/**
 * A package that a file of the repository asks for.
 *
 * @param origin which file, for people, such as {@code `install.R` at line 3}
 * @param required whether it is a failure that it cannot be had; else the file's own program says
 * @param suggests whether what it suggests is wanted, too
 * @param pinned whether it must be this very version, which the dependency names
 */
public record Wanted(
    RDependency dependency, String origin, boolean required, boolean suggests, boolean pinned) {}
