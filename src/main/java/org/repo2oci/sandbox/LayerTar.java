package org.repo2oci.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/**
 * Writes a tree as a tar for extraction into an overlay's lower directory: a whiteout is a
 * character device 0:0 and an opaque directory has an extended attribute (Linux, {@code
 * Documentation/filesystems/overlayfs.rst}, "whiteouts and opaque directories").
 */
final class LayerTar {
  private static final Attributes PARENT = new Attributes(0755, 0, 0, 0);

  private final IdMapping mapping;
  private final TarArchiveOutputStream tar;

  private LayerTar(IdMapping mapping, OutputStream output) {
    this.mapping = mapping;
    this.tar = new TarArchiveOutputStream(output, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
  }

  /**
   * Writes all of the tree.
   *
   * @throws IllegalArgumentException where a path leads through something that is no folder, or a
   *     hard link to something that is no file: the extraction would leave the directory
   */
  static void write(FileTree tree, IdMapping mapping, OutputStream output) throws IOException {
    check(tree);
    LayerTar writer = new LayerTar(mapping, output);
    FileTree whole = FileTree.builder().putAll(tree).addMissingParents(PARENT).build();
    for (Map.Entry<String, Node> entry : whole.nodes().entrySet()) {
      if (!(entry.getValue() instanceof Node.HardLink)) {
        writer.write(entry.getKey(), entry.getValue());
      }
    }
    for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
      if (entry.getValue() instanceof Node.HardLink) {
        writer.write(entry.getKey(), entry.getValue());
      }
    }
    writer.tar.finish();
    output.flush();
  }

  private static void check(FileTree tree) {
    tree.forEach((path, node) -> {
      for (String up = TreePath.parent(path); !up.isEmpty(); up = TreePath.parent(up)) {
        Node above = tree.nodes().get(up);
        if (above != null
            && !(above instanceof Node.Directory)
            && !(above instanceof Node.OpaqueDirectory)) {
          throw new IllegalArgumentException("`%s` lies in `%s`, no folder".formatted(path, up));
        }
      }
      if (node instanceof Node.HardLink link
          && !(tree.nodes().get(link.target()) instanceof Node.RegularFile)) {
        throw new IllegalArgumentException(
            "`%s` is a link to `%s`, which is no file of the tree".formatted(path, link.target()));
      }
    });
  }

  private void write(String path, Node node) throws IOException {
    switch (node) {
      case Node.Directory directory -> empty(entry(path + "/", TarConstants.LF_DIR, directory));
      case Node.OpaqueDirectory directory -> {
        TarArchiveEntry entry = entry(path + "/", TarConstants.LF_DIR, directory);
        entry.addPaxHeader("SCHILY.xattr." + mapping.overlayAttributes() + "opaque", "y");
        empty(entry);
      }
      case Node.Whiteout whiteout -> empty(entry(path, TarConstants.LF_CHR, whiteout));
      case Node.SymbolicLink link -> {
        TarArchiveEntry entry = entry(path, TarConstants.LF_SYMLINK, link);
        entry.setLinkName(link.target());
        empty(entry);
      }
      case Node.HardLink link -> {
        TarArchiveEntry entry = entry(path, TarConstants.LF_LINK, link);
        entry.setLinkName(link.target());
        empty(entry);
      }
      case Node.RegularFile file -> {
        TarArchiveEntry entry = entry(path, TarConstants.LF_NORMAL, file);
        entry.setSize(file.content().size());
        tar.putArchiveEntry(entry);
        try (InputStream content = file.content().open()) {
          content.transferTo(tar);
        }
        tar.closeArchiveEntry();
      }
    }
  }

  private static TarArchiveEntry entry(String path, byte type, Node node) {
    Attributes attributes = node.attributes();
    TarArchiveEntry entry = new TarArchiveEntry(path, type, true);
    entry.setMode(attributes.mode());
    entry.setUserId(attributes.uid());
    entry.setGroupId(attributes.gid());
    entry.setModTime(attributes.mtime() * 1000);
    return entry;
  }

  private void empty(TarArchiveEntry entry) throws IOException {
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }
}
