package org.repo2oci.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Removes a directory with all that is in it. A directory that was filled inside a user namespace
 * has files of owners whom this process may not touch; who made it knows how to remove it.
 */
@FunctionalInterface
public interface DirectoryRemover {
  /** Removes the directory; one that is not there is fine. Links are removed, never followed. */
  void remove(Path directory) throws IOException;

  /** Removes with the rights of this process; folders may lack write permission. */
  static DirectoryRemover ordinary() {
    return OrdinaryRemoval::remove;
  }

  /** Removes with the rights of this process, and asks {@code other} where they do not suffice. */
  static DirectoryRemover ordinaryThen(DirectoryRemover other) {
    return directory -> {
      try {
        OrdinaryRemoval.remove(directory);
      } catch (IOException e) {
        other.remove(directory);
      }
    };
  }
}
