package org.repo2oci.layer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/** Reads a tar into a tree, with the files' bytes in a file beside it. */
final class TarReader {
  private static final String WHITEOUT = ".wh.";
  private static final String META = ".wh..wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final int MODE = 07777;

  private final Path contents;
  private final OutputStream out;
  private final FileTree.Builder tree = FileTree.builder();
  private final Set<String> hidden = new TreeSet<>();
  private final Set<String> opaque = new TreeSet<>();
  private final byte[] buffer = new byte[1 << 16];
  private long written;

  private TarReader(Path contents, OutputStream out) {
    this.contents = contents;
    this.out = out;
  }

  /**
   * @param needsEnd whether a tar without its zero blocks is damaged
   */
  static FileTree read(InputStream in, Path contents, boolean needsEnd) throws IOException {
    TarTail tail = new TarTail(in);
    try (OutputStream out =
        new BufferedOutputStream(
            Files.newOutputStream(contents, StandardOpenOption.CREATE_NEW), 1 << 16)) {
      FileTree read = new TarReader(contents, out).read(new BufferedInputStream(tail, 1 << 16));
      if (needsEnd && !tail.endsATar()) {
        throw bad("it ends before its last member");
      }
      return read;
    } catch (IllegalArgumentException e) {
      // What commons-compress throws for some headers, beside IOException.
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  private FileTree read(InputStream in) throws IOException {
    // Not closed: the stream is the caller's.
    @SuppressWarnings("resource")
    TarArchiveInputStream tar = new TarArchiveInputStream(in, "UTF-8");
    for (TarArchiveEntry member = tar.getNextEntry(); member != null; member = tar.getNextEntry()) {
      String path = path(member.getName());
      if (!path.isEmpty()) {
        add(path, member, tar);
      }
    }
    in.transferTo(OutputStream.nullOutputStream());
    return finished();
  }

  /** A name from the root is meant below the root, as every reader of layers takes it. */
  private static String path(String name) throws BadArchive {
    if (name.indexOf('\uFFFD') >= 0) {
      throw bad("the name `%s` is not UTF-8".formatted(name));
    }
    String relative = name;
    while (relative.startsWith("/")) {
      relative = relative.substring(1);
    }
    try {
      return TreePath.ofMember(relative);
    } catch (IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  private void add(String path, TarArchiveEntry member, InputStream data) throws IOException {
    String name = TreePath.name(path);
    if (name.equals(OPAQUE)) {
      opaque.add(TreePath.parent(path));
    } else if (name.startsWith(META)) {
      return;
    } else if (name.startsWith(WHITEOUT)) {
      String parent = TreePath.parent(path);
      String shown = name.substring(WHITEOUT.length());
      hidden.add(checked(parent.isEmpty() ? shown : parent + "/" + shown));
    } else {
      addNode(path, member, data);
    }
  }

  private void addNode(String path, TarArchiveEntry member, InputStream data) throws IOException {
    refuseMarks(path, member);
    Attributes attributes = attributes(path, member);
    if (member.isDirectory()) {
      boolean hides = overlay(member, "opaque");
      tree.put(path, hides ? new Node.OpaqueDirectory(attributes) : new Node.Directory(attributes));
    } else if (member.isSymbolicLink()) {
      tree.put(path, new Node.SymbolicLink(attributes.withMode(0777), member.getLinkName()));
    } else if (member.isLink()) {
      tree.put(path, new Node.HardLink(attributes, checked(path(member.getLinkName()))));
    } else if (member.isCharacterDevice()) {
      if (member.getDevMajor() == 0 && member.getDevMinor() == 0) {
        hidden.add(path);
      }
    } else if (member.isFIFO() || member.isBlockDevice()) {
      return;
    } else if (overlay(member, "whiteout")) {
      hidden.add(path);
    } else {
      tree.put(path, new Node.RegularFile(attributes, content(data)));
    }
  }

  /** Marks that make a folder or file of overlayfs incomplete without what is below it. */
  private static void refuseMarks(String path, TarArchiveEntry member) throws BadArchive {
    for (String mark : new String[] {"redirect", "metacopy"}) {
      if (overlay(member, mark)) {
        throw bad("`%s` was taken from an overlay with `%s` on".formatted(path, mark));
      }
    }
  }

  /**
   * Whether overlayfs marked it so; opaque folders have the value y, others mean something else.
   */
  private static boolean overlay(TarArchiveEntry member, String mark) {
    Map<String, String> records = member.getExtraPaxHeaders();
    if (records.isEmpty()) {
      return false;
    }
    String value =
        records.getOrDefault(
            "SCHILY.xattr.user.overlay." + mark,
            records.getOrDefault("SCHILY.xattr.trusted.overlay." + mark, "n"));
    return mark.equals("opaque") ? value.equals("y") : !value.equals("n");
  }

  private static Attributes attributes(String path, TarArchiveEntry member) throws BadArchive {
    long uid = member.getLongUserId();
    long gid = member.getLongGroupId();
    if (uid != (int) uid || gid != (int) gid || uid < 0 || gid < 0) {
      throw bad("`%s` belongs to %d:%d".formatted(path, uid, gid));
    }
    long mtime = Math.floorDiv(member.getLastModifiedTime().toMillis(), 1000L);
    return new Attributes(member.getMode() & MODE, (int) uid, (int) gid, mtime);
  }

  private Content content(InputStream data) throws IOException {
    long start = written;
    for (int count = data.read(buffer); count >= 0; count = data.read(buffer)) {
      out.write(buffer, 0, count);
      written += count;
    }
    return written == start
        ? Content.of(new byte[0])
        : new Content.Range(contents, start, written - start);
  }

  private FileTree finished() throws IOException {
    for (String path : hidden) {
      if (tree.node(path).orElse(null) instanceof Node.Directory) {
        opaque.add(path);
      } else if (!tree.contains(path)) {
        tree.put(path, new Node.Whiteout(new Attributes(0, 0, 0, TarStream.PARENTS.mtime())));
      }
    }
    for (String path : opaque) {
      if (path.isEmpty()) {
        throw bad("it hides the whole root");
      }
      Attributes attributes = tree.node(path).map(Node::attributes).orElse(TarStream.PARENTS);
      tree.put(path, new Node.OpaqueDirectory(attributes));
    }
    FileTree read = tree.build();
    for (Map.Entry<String, Node> entry : read.nodes().entrySet()) {
      requireFolders(read, entry.getKey());
      if (entry.getValue() instanceof Node.HardLink link
          && read.node(link.target()).orElse(null) instanceof Node.SymbolicLink linked) {
        tree.put(entry.getKey(), linked);
      }
    }
    return tree.build();
  }

  private static void requireFolders(FileTree tree, String path) throws BadArchive {
    for (String up = TreePath.parent(path); !up.isEmpty(); up = TreePath.parent(up)) {
      Node node = tree.node(up).orElse(null);
      if (node instanceof Node.Directory || node instanceof Node.OpaqueDirectory) {
        return;
      }
      if (node != null) {
        throw bad("`%s` lies in `%s`, which is no folder".formatted(path, up));
      }
    }
  }

  private static String checked(String path) throws BadArchive {
    try {
      return TreePath.check(path);
    } catch (IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  private static BadArchive bad(String reason) {
    return new BadArchive("Refused the archive: " + reason);
  }
}
