package org.repo2oci.engine;

import java.io.IOException;
import java.io.OutputStream;

/** Writes the archive of an image, as {@code docker load} reads it, to the engine. */
@FunctionalInterface
public interface ArchiveSource {
  void writeTo(OutputStream out) throws IOException;
}
