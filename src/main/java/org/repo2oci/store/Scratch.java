package org.repo2oci.store;

import java.io.IOException;
import java.nio.file.Path;

/** A temporary directory inside the store's filesystem. */
public interface Scratch extends AutoCloseable {
  Path directory();

  @Override
  void close() throws IOException;
}
