package org.repo2oci.repository.archive;

import java.io.IOException;
import java.util.Optional;

/** Knows archives by what names things in them. */
@FunctionalInterface
public interface ArchiveFinder {
  /**
   * What a text names, where that is in an archive; only what looks like it asks the network.
   *
   * @param text a DOI, a SWHID or an address, as typed
   * @throws org.repo2oci.failure.BuildFailure where it is of an archive and cannot be found there
   */
  Optional<Deposit> find(String text) throws IOException, InterruptedException;
}
