package org.repo2oci.layer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Enumeration;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

/** The members of a zip below a prefix, for tests and measurements. */
final class WheelTree {
  private WheelTree() {}

  static FileTree of(Path zip, String prefix) throws IOException {
    FileTree.Builder tree = FileTree.builder();
    try (ZipFile file = ZipFile.builder().setPath(zip).get()) {
      Enumeration<ZipArchiveEntry> entries = file.getEntries();
      while (entries.hasMoreElements()) {
        ZipArchiveEntry entry = entries.nextElement();
        if (!entry.isDirectory()) {
          tree.put(prefix + entry.getName(), node(zip, entry));
        }
      }
    }
    return tree.build();
  }

  private static Node node(Path zip, ZipArchiveEntry entry) {
    Attributes attributes = new Attributes(0644, 1000, 1000, 1_700_000_000);
    long size = entry.getSize();
    Content content =
        entry.getMethod() == ZipArchiveEntry.DEFLATED
            ? new Content.Deflated(
                zip, entry.getDataOffset(), entry.getCompressedSize(), size, entry.getCrc())
            : new Content.Range(zip, entry.getDataOffset(), size);
    return new Node.RegularFile(attributes, content);
  }
}
