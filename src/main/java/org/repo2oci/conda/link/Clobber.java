package org.repo2oci.conda.link;

import java.util.List;

/**
 * A path that several packages have.
 *
 * @param path below the prefix
 * @param winner name of the package whose file it is
 * @param losers names of the others, in the order of linking
 */
public record Clobber(String path, String winner, List<String> losers) {
  public Clobber {
    losers = List.copyOf(losers);
  }
}
