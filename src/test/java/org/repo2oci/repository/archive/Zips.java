package org.repo2oci.repository.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Makes small zips. */
final class Zips {
  private static final int LINK = 0120777;

  private Zips() {}

  /** Names and texts in turn; {@code @name} is a link to its text, {@code *name} may be run. */
  static byte[] of(String... namesAndTexts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        String name = namesAndTexts[i];
        boolean link = name.startsWith("@");
        boolean executable = name.startsWith("*");
        ZipArchiveEntry entry = new ZipArchiveEntry(link || executable ? name.substring(1) : name);
        if (link || executable) {
          entry.setUnixMode(link ? LINK : 0100755);
        }
        zip.putArchiveEntry(entry);
        zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
        zip.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}
