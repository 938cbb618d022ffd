package org.repo2oci.layer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/**
 * Turns a tree into the one tar that it has: members in {@link TreePath#ORDER}, each folder once
 * and before what it holds, whiteouts directly behind their folder, hard links after the file, two
 * zero blocks at the end.
 */
final class TarWriter {
  private static final String CAPABILITY = TarHeader.ATTRIBUTE + "security.capability";
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final byte[] END = new byte[2 * TarHeader.BLOCK];
  private static final Content NOTHING = Content.of(new byte[0]);

  private final FileTree tree;
  private final Attributes parents;
  private final Whiteouts form;
  private final TarSink sink;
  private final HardLinks links;
  private final Map<String, List<String>> whiteouts = new HashMap<>();
  private final Set<String> made = new HashSet<>();

  private TarWriter(FileTree tree, Attributes parents, Whiteouts form, TarSink sink) {
    this.tree = tree;
    this.parents = parents;
    this.form = form;
    this.sink = sink;
    this.links = new HardLinks(tree);
  }

  /**
   * @param parents of folders that lead to a path of the tree and are not in it
   */
  static void write(FileTree tree, Attributes parents, Whiteouts form, TarSink sink)
      throws IOException {
    new TarWriter(tree, parents, form, sink).write();
  }

  private void write() throws IOException {
    tree.forEach((path, node) -> {
      if (node instanceof Node.Whiteout) {
        whiteouts.computeIfAbsent(TreePath.parent(path), p -> new ArrayList<>()).add(path);
      }
    });
    hide("");
    for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
      lead(TreePath.parent(entry.getKey()));
      member(entry.getKey(), entry.getValue());
    }
    sink.bytes(END, 0, END.length);
  }

  /** Makes the folders that lead somewhere and are not in the tree. */
  private void lead(String folder) throws IOException {
    if (folder.isEmpty()) {
      return;
    }
    Node node = tree.node(folder).orElse(null);
    if (node == null) {
      lead(TreePath.parent(folder));
      if (made.add(folder)) {
        directory(folder, parents);
        hide(folder);
      }
    } else if (!(node instanceof Node.Directory || node instanceof Node.OpaqueDirectory)) {
      throw new IllegalArgumentException("`%s` holds files and is no folder".formatted(folder));
    }
  }

  private void member(String path, Node node) throws IOException {
    switch (node) {
      case Node.Directory(Attributes attributes) -> {
        directory(path, attributes);
        hide(path);
      }
      case Node.OpaqueDirectory(Attributes attributes) -> {
        opaque(path, attributes);
        hide(path);
      }
      case Node.RegularFile _ -> file(path, path);
      case Node.HardLink _ -> file(path, links.fileOf(path));
      case Node.SymbolicLink(Attributes attributes, String target) ->
          header(TarHeader.SYMBOLIC_LINK, path, target, attributes.withMode(0777), Map.of());
      case Node.Whiteout _ -> {
        // Written behind the folder's own header.
      }
    }
  }

  private void file(String path, String file) throws IOException {
    if (form == Whiteouts.OCI && TreePath.name(path).startsWith(WHITEOUT)) {
      throw new IllegalArgumentException("`%s` would be read as a whiteout".formatted(path));
    }
    Node.RegularFile regular = links.file(file);
    String first = links.firstName(file);
    if (path.equals(first)) {
      content(path, regular.attributes(), regular.content(), attributes(regular));
    } else {
      header(TarHeader.HARD_LINK, path, first, regular.attributes(), Map.of());
    }
  }

  private static Map<String, String> attributes(Node.RegularFile file) {
    return file.capabilities() == 0
        ? Map.of()
        : Map.of(CAPABILITY, FileCapabilities.encoded(file.capabilities()));
  }

  private void content(String path, Attributes attributes, Content content) throws IOException {
    content(path, attributes, content, Map.of());
  }

  private void content(
      String path, Attributes attributes, Content content, Map<String, String> extra)
      throws IOException {
    byte[] header =
        new TarHeader(TarHeader.FILE, path, "", attributes, content.size()).encoded(extra);
    sink.bytes(header, 0, header.length);
    if (content.size() > 0) {
      sink.content(path, content);
      sink.bytes(END, 0, TarHeader.padding(content.size()));
    }
  }

  private void directory(String path, Attributes attributes) throws IOException {
    header(TarHeader.DIRECTORY, path, "", attributes, Map.of());
  }

  private void opaque(String path, Attributes attributes) throws IOException {
    switch (form) {
      case OCI -> {
        directory(path, attributes);
        content(path + "/" + OPAQUE, attributes.withMode(0), NOTHING);
      }
      case OVERLAY_TRUSTED -> opaqueByName(path, attributes, "trusted");
      case OVERLAY_USER -> opaqueByName(path, attributes, "user");
    }
  }

  private void opaqueByName(String path, Attributes attributes, String space) throws IOException {
    String name = TarHeader.ATTRIBUTE + space + ".overlay.opaque";
    header(TarHeader.DIRECTORY, path, "", attributes, Map.of(name, "y"));
  }

  /** Hides what the tree says that is hidden in a folder, before anything else in it. */
  private void hide(String folder) throws IOException {
    for (String path : whiteouts.getOrDefault(folder, List.of())) {
      Attributes attributes = tree.node(path).orElseThrow().attributes();
      if (form == Whiteouts.OCI) {
        String prefix = folder.isEmpty() ? "" : folder + "/";
        content(prefix + WHITEOUT + TreePath.name(path), attributes, NOTHING);
      } else {
        header(TarHeader.DEVICE, path, "", attributes, Map.of());
      }
    }
  }

  private void header(
      char type, String path, String link, Attributes attributes, Map<String, String> extra)
      throws IOException {
    byte[] header = new TarHeader(type, path, link, attributes, 0).encoded(extra);
    sink.bytes(header, 0, header.length);
  }
}
