package org.repo2oci.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.repo2oci.filetree.Content;

/** Makes raw deflate streams as zips have them. */
final class Deflating {
  private Deflating() {}

  static Content.Deflated into(Path file, byte[] bytes, int level) throws IOException {
    Deflater deflater = new Deflater(level, true);
    byte[] out = new byte[bytes.length + 1000];
    deflater.setInput(bytes);
    deflater.finish();
    int length = deflater.deflate(out);
    deflater.end();
    Files.write(file, Arrays.copyOf(out, length));
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return new Content.Deflated(file, 0, length, bytes.length, crc.getValue());
  }
}
