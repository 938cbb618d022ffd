package org.repo2oci.inspect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The files of a layout or an archive, by their paths in it. */
interface ImageFiles extends AutoCloseable {
  /** Bytes of a file; empty where there is none. */
  OptionalLong size(String path);

  /** A small file whole; only one that is there. */
  byte[] read(String path) throws IOException;

  /** A file that can be read by itself; only one that is there. */
  Path extracted(String path) throws IOException;

  @Override
  void close() throws IOException;
}
