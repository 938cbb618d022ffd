package org.repo2oci.output;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes a tar whose bytes depend on names and contents alone: no time, no owner. */
final class ArchiveTar {
  private static final int FILE_MODE = 0644;
  private static final int FOLDER_MODE = 0755;
  private static final int BUFFER = 1 << 18;

  private final OutputStream buffer;
  private final TarArchiveOutputStream tar;

  /** Starts a tar; the stream is not closed by it. */
  ArchiveTar(OutputStream out) {
    buffer = new BufferedOutputStream(out, BUFFER);
    tar = new TarArchiveOutputStream(buffer, "UTF-8");
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
  }

  /** Writes a file's content. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  void folder(String name) throws IOException {
    TarArchiveEntry entry = entry(name + "/", FOLDER_MODE);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  void file(String name, byte[] bytes) throws IOException {
    file(name, bytes.length, out -> out.write(bytes));
  }

  /** A file of exactly {@code size} bytes. */
  void file(String name, long size, Content content) throws IOException {
    TarArchiveEntry entry = entry(name, FILE_MODE);
    entry.setSize(size);
    tar.putArchiveEntry(entry);
    content.writeTo(tar);
    tar.closeArchiveEntry();
  }

  private static TarArchiveEntry entry(String name, int mode) {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setMode(mode);
    entry.setModTime(0L);
    entry.setIds(0, 0);
    // Else it is the name of who runs this.
    entry.setNames("", "");
    return entry;
  }

  void finish() throws IOException {
    tar.finish();
    buffer.flush();
  }
}
