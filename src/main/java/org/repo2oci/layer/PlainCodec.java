package org.repo2oci.layer;

import java.util.Arrays;

/** No compression. */
final class PlainCodec extends WholeBlockCodec {
  @Override
  public int block() {
    return 1 << 20;
  }

  @Override
  public byte[] compressed(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }
}
