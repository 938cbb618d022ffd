package org.repo2oci.layer;

import org.repo2oci.filetree.Content;

/** A codec that cannot take deflate streams over. */
abstract class WholeBlockCodec implements BlockCodec {
  @Override
  public boolean splices(Content.Deflated content) {
    return false;
  }

  @Override
  public byte[] before(Content.Deflated content) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] after(Content.Deflated content) {
    throw new UnsupportedOperationException();
  }
}
