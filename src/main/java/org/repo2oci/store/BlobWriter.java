package org.repo2oci.store;

import java.io.IOException;
import java.io.OutputStream;
import org.repo2oci.image.Digest;

/**
 * Writes one blob of the store: bytes go to a temporary file and become visible, under their
 * digest, by {@link #commit()} alone. Closing without a commit leaves nothing.
 */
public abstract class BlobWriter extends OutputStream {
  /** Ends the writing, makes it durable, and says what the bytes are. */
  public abstract StoredBlob commit() throws IOException;

  /**
   * Like {@link #commit()}, for bytes that must be these.
   *
   * @throws DigestMismatch and keeps nothing, where they are others
   */
  public abstract StoredBlob commit(Digest expected) throws IOException;
}
