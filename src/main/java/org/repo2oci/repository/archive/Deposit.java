package org.repo2oci.repository.archive;

import java.io.IOException;
import java.nio.file.Path;

/** Files under one identifier in an archive. */
public interface Deposit {
  /** The archive's name for people, such as {@code Zenodo}. */
  String archive();

  /**
   * Brings the files here.
   *
   * @param folder an empty one
   * @throws org.repo2oci.failure.BuildFailure where the archive does not give them, or they must
   *     not be unpacked
   */
  Files fetch(Path folder) throws IOException, InterruptedException;

  /**
   * What came.
   *
   * @param root the folder, or the one in it that holds everything
   * @param contentId names the content as repo2docker does
   */
  record Files(Path root, String contentId) {}
}
