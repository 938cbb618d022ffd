package org.repo2oci.debian;

import java.io.IOException;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.sandbox.StepResult;

/**
 * What configuring added to and changed in the unpacked packages; a layer above theirs. Its
 * contents are there until it is closed.
 */
public record ConfiguredBase(FileTree changes, StepResult result) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    result.close();
  }
}
