package org.repo2oci.pypi.bytecode;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A compressed file on its way into a {@link DeflatedZip}. */
record CompiledFile(String name, byte[] deflated, int size, long crc32) {
  static CompiledFile of(String name, byte[] content) {
    CRC32 crc32 = new CRC32();
    crc32.update(content);
    ByteArrayOutputStream deflated = new ByteArrayOutputStream(content.length / 2 + 64);
    try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
      deflater.setInput(content);
      deflater.finish();
      byte[] buffer = new byte[1 << 14];
      while (!deflater.finished()) {
        deflated.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    return new CompiledFile(name, deflated.toByteArray(), content.length, crc32.getValue());
  }
}
