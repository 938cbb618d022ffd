package org.repo2oci.debian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/**
 * The files of a package as a tree. Their contents stay where they are, as ranges of the
 * uncompressed tar. Nothing may lie outside of the root, below a link, or twice at one place.
 */
final class DataTar {
  private static final int MAX_ENTRIES = 500_000;

  private final Path tar;
  private final Exclusions.Matcher exclusions;
  private final Map<String, Node> all = new HashMap<>();
  private final List<String> listing = new ArrayList<>();
  private final FileTree.Builder kept = FileTree.builder();

  private DataTar(Path tar, Exclusions.Matcher exclusions) {
    this.tar = tar;
    this.exclusions = exclusions;
  }

  /**
   * A package's files.
   *
   * @param files those that are not left out
   * @param all those that are, too
   * @param listing every path as the package names it, for dpkg's list
   */
  record Files(FileTree files, Map<String, Node> all, List<String> listing) {}

  static Files read(Path tar, Exclusions exclusions) throws IOException {
    DataTar reader = new DataTar(tar, exclusions.matcher());
    try (TarFile file = new TarFile(tar.toFile(), StandardCharsets.UTF_8.name())) {
      if (file.getEntries().size() > MAX_ENTRIES) {
        throw new IOException("it has more than %d files".formatted(MAX_ENTRIES));
      }
      for (TarArchiveEntry entry : file.getEntries()) {
        reader.add(entry);
      }
    }
    reader.checkParents();
    return new Files(reader.kept(), reader.all, reader.listing);
  }

  private void add(TarArchiveEntry entry) throws IOException {
    String packaged = TreePath.ofMember(entry.getName());
    if (packaged.isEmpty()) {
      listing.add("/.");
      return;
    }
    listing.add("/" + packaged);
    boolean alias = MergedUsr.isAlias(packaged) && entry.isSymbolicLink();
    String path = alias ? packaged : MergedUsr.canonical(packaged);
    Node node = node(entry, path);
    Node before = all.putIfAbsent(path, node);
    if (before != null && !(before instanceof Node.Directory && node instanceof Node.Directory)) {
      throw new IOException("it has `%s` twice".formatted(path));
    }
  }

  private Node node(TarArchiveEntry entry, String path) throws IOException {
    Attributes attributes =
        new Attributes(
            entry.getMode() & 07777,
            Math.toIntExact(entry.getLongUserId()),
            Math.toIntExact(entry.getLongGroupId()),
            entry.getLastModifiedTime().to(TimeUnit.SECONDS));
    if (entry.isDirectory()) {
      return new Node.Directory(attributes);
    }
    if (entry.isSymbolicLink()) {
      return new Node.SymbolicLink(attributes, entry.getLinkName());
    }
    if (entry.isLink()) {
      String target = MergedUsr.canonical(TreePath.ofMember(entry.getLinkName()));
      if (!(all.get(target) instanceof Node.RegularFile first)) {
        throw new IOException(
            "its hard link `%s` leads to `%s`, which is no file before it".formatted(path, target));
      }
      return new Node.HardLink(first.attributes(), target);
    }
    if (!isPlain(entry)) {
      throw new IOException("`%s` is neither file, folder nor link".formatted(path));
    }
    return new Node.RegularFile(
        attributes, new Content.Range(tar, entry.getDataOffset(), entry.getSize()));
  }

  /** By its flag: the library calls a device a file. */
  static boolean isPlain(TarArchiveEntry entry) {
    byte flag = entry.getLinkFlag();
    return (flag == TarConstants.LF_NORMAL || flag == TarConstants.LF_OLDNORM)
        && !entry.isSparse()
        && !entry.getName().endsWith("/");
  }

  private void checkParents() throws IOException {
    for (String path : all.keySet()) {
      for (String up = TreePath.parent(path); !up.isEmpty(); up = TreePath.parent(up)) {
        Node parent = all.get(up);
        if (parent != null && !(parent instanceof Node.Directory)) {
          throw new IOException("`%s` lies below `%s`, which is no folder".formatted(path, up));
        }
      }
    }
  }

  private FileTree kept() {
    for (Map.Entry<String, Node> entry : all.entrySet()) {
      if (!exclusions.leavesOut(entry.getKey())) {
        kept.put(entry.getKey(), resolved(entry.getValue()));
        keepFolders(entry.getKey());
      }
    }
    return kept.build();
  }

  /** A hard link whose first name is left out becomes the file. */
  private Node resolved(Node node) {
    if (node instanceof Node.HardLink link
        && exclusions.leavesOut(link.target())
        && all.get(link.target()) instanceof Node.RegularFile file) {
      return file;
    }
    return node;
  }

  /** What is kept brings the folders that lead to it. */
  private void keepFolders(String path) {
    for (String up = TreePath.parent(path); !up.isEmpty(); up = TreePath.parent(up)) {
      Node folder = all.get(up);
      if (folder != null) {
        kept.put(up, folder);
      }
    }
  }
}
