package org.repo2oci.cran.index;

import java.net.URI;
import java.util.List;
import org.repo2oci.cran.RVersion;
import org.repo2oci.cran.spec.RDependency;

/**
 * A package that a repository has.
 *
 * @param archive where it is
 * @param identity what tells this archive from one of the same name: a digest, where there is one
 * @param needs what it depends on, R too
 * @param suggests what it can use
 */
public record OfferedR(
    String name,
    RVersion version,
    URI archive,
    String identity,
    List<RDependency> needs,
    List<RDependency> suggests) {
  public OfferedR {
    needs = List.copyOf(needs);
    suggests = List.copyOf(suggests);
  }

  /** Whether it is for an R. */
  public boolean isFor(RVersion r) {
    return needs.stream().filter(RDependency::isR).allMatch(one -> one.allows(r));
  }
}
