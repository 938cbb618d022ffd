package org.repo2oci.filetree;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.repo2oci.image.Digest;

/**
 * A tree as lines that are equal for equal trees: contents by their digest, hard links by all the
 * names of their file.
 */
public final class TreeText {
  private TreeText() {}

  public static List<String> of(FileTree tree) throws IOException {
    Map<String, List<String>> names = new TreeMap<>();
    tree.forEach((path, node) -> {
      if (node instanceof Node.HardLink || node instanceof Node.RegularFile) {
        names.computeIfAbsent(fileOf(tree, path), file -> new ArrayList<>()).add(path);
      }
    });
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
      lines.add(entry.getKey() + ": " + text(tree, entry.getKey(), entry.getValue(), names));
    }
    return lines;
  }

  private static String text(FileTree tree, String path, Node node, Map<String, List<String>> names)
      throws IOException {
    return switch (node) {
      case Node.RegularFile _, Node.HardLink _ -> {
        String file = fileOf(tree, path);
        Node.RegularFile regular = (Node.RegularFile) tree.node(file).orElseThrow();
        yield "file %s %s %s"
            .formatted(regular.attributes(), digest(regular.content()), names.get(file));
      }
      case Node.Directory _, Node.OpaqueDirectory _, Node.SymbolicLink _, Node.Whiteout _ ->
          node.toString();
    };
  }

  private static String fileOf(FileTree tree, String path) {
    return tree.node(path).orElseThrow() instanceof Node.HardLink link
        ? fileOf(tree, link.target())
        : path;
  }

  private static String digest(Content content) throws IOException {
    try (InputStream in = content.open()) {
      byte[] bytes = in.readAllBytes();
      return "%d/%d bytes %s".formatted(content.size(), bytes.length, Digest.of(bytes).shortened());
    }
  }
}
