package org.repo2oci.sandbox;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/**
 * Reads the tar of an overlay's upper directory: character devices 0:0 are whiteouts, an extended
 * attribute marks opaque directories. Contents go one after the other into one scratch file.
 */
final class ChangesReader {
  /** What lies in these is of the running step, not of the root filesystem. */
  private static final List<String> NOISE =
      List.of("dev", "proc", "run", "sys", "tmp", "etc/hosts", "etc/resolv.conf", ".repo2oci");

  private final IdMapping mapping;
  private final int uid;
  private final int gid;

  /**
   * @param uid, gid owner of everything, where the mapping can't tell owners apart
   */
  ChangesReader(IdMapping mapping, int uid, int gid) {
    this.mapping = mapping;
    this.uid = uid;
    this.gid = gid;
  }

  FileTree read(InputStream input, Path contents) throws IOException {
    FileTree.Builder tree = FileTree.builder();
    long offset = 0;
    try (OutputStream spool = new BufferedOutputStream(Files.newOutputStream(contents), 1 << 16)) {
      // The caller's stream goes on after the archive.
      TarArchiveInputStream tar = new TarArchiveInputStream(input, "UTF-8");
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String path = TreePath.ofMember(entry.getName());
        if (path.isEmpty() || isNoise(path)) {
          continue;
        }
        Attributes attributes = attributes(entry);
        if (entry.isDirectory()) {
          tree.put(
              path,
              isOpaque(entry)
                  ? new Node.OpaqueDirectory(attributes)
                  : new Node.Directory(attributes));
        } else if (entry.isSymbolicLink()) {
          tree.put(path, new Node.SymbolicLink(attributes, entry.getLinkName()));
        } else if (entry.isLink()) {
          tree.put(path, new Node.HardLink(attributes, TreePath.ofMember(entry.getLinkName())));
        } else if (entry.isCharacterDevice()
            && entry.getDevMajor() == 0
            && entry.getDevMinor() == 0) {
          tree.put(path, new Node.Whiteout(attributes));
        } else if (entry.isFile() && !entry.isFIFO() && !entry.isBlockDevice()) {
          long size = tar.transferTo(spool);
          tree.put(
              path, new Node.RegularFile(attributes, new Content.Range(contents, offset, size)));
          offset += size;
        }
        // Other devices and pipes have no place in an image's layer.
      }
    }
    return tree.build();
  }

  private static boolean isNoise(String path) {
    return NOISE.stream().anyMatch(noise -> path.equals(noise) || path.startsWith(noise + "/"));
  }

  private boolean isOpaque(TarArchiveEntry entry) {
    String name = "SCHILY.xattr." + mapping.overlayAttributes() + "opaque";
    return "y".equals(entry.getExtraPaxHeader(name));
  }

  private Attributes attributes(TarArchiveEntry entry) {
    boolean single = mapping == IdMapping.SINGLE;
    return new Attributes(
        entry.getMode() & 07777,
        single ? uid : Math.toIntExact(entry.getLongUserId()),
        single ? gid : Math.toIntExact(entry.getLongGroupId()),
        Math.floorDiv(entry.getLastModifiedTime().toMillis(), 1000L));
  }
}
