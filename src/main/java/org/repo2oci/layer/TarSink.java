package org.repo2oci.layer;

import java.io.IOException;
import org.repo2oci.filetree.Content;

/** Takes a tar in its order: bytes of headers and padding, and whole files' contents. */
interface TarSink {
  void bytes(byte[] bytes, int offset, int length) throws IOException;

  /**
   * Exactly {@link Content#size()} bytes.
   *
   * @param path for messages
   */
  void content(String path, Content content) throws IOException;
}
