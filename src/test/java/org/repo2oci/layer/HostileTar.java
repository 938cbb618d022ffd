package org.repo2oci.layer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Tars that our writer would not write. */
final class HostileTar {
  private HostileTar() {}

  static byte[] file(String name) throws IOException {
    return of(new TarArchiveEntry(name, true));
  }

  static byte[] linkThenFile(String link, String target, String name) throws IOException {
    TarArchiveEntry symbolic = new TarArchiveEntry(link, TarConstants.LF_SYMLINK);
    symbolic.setLinkName(target);
    return of(symbolic, new TarArchiveEntry(name, true));
  }

  static byte[] hardLink(String name, String target) throws IOException {
    TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_LINK);
    link.setLinkName(target);
    return of(link);
  }

  static byte[] withPax(String name, String record) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.addPaxHeader(record, "/elsewhere");
    return of(entry);
  }

  private static byte[] of(TarArchiveEntry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
      for (TarArchiveEntry entry : entries) {
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}
