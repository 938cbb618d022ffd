package org.repo2oci.filetree;

import java.io.IOException;

/** Makes a tree when it is needed, and only then. */
@FunctionalInterface
public interface TreeSource {
  FileTree get() throws IOException;
}
