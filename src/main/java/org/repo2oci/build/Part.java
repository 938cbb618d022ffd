package org.repo2oci.build;

import java.io.IOException;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.plan.Component;

/**
 * A component of the image, and how its files are had when a layer that is not there wants them.
 */
record Part(Component component, Files files) {
  /** Makes the files; called at most once in a build, on any thread. */
  @FunctionalInterface
  interface Files {
    FileTree tree() throws IOException, InterruptedException;
  }
}
