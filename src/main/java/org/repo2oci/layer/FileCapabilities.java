package org.repo2oci.layer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The extended attribute {@code security.capability} (Linux, {@code struct vfs_cap_data}). */
final class FileCapabilities {
  /** The second revision, and that rights are in effect from the start. */
  private static final int MAGIC = 0x0200_0001;

  private static final int BYTES = 20;

  private FileCapabilities() {}

  /** The attribute's bytes, one a character. */
  static String encoded(int permitted) {
    ByteBuffer data = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(MAGIC).putInt(permitted);
    return new String(data.array(), ISO_8859_1);
  }
}
