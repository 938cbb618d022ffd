package org.repo2oci.layer;

import java.util.HashMap;
import java.util.Map;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/**
 * The names of each file that has several: the first in order carries the content, so that the same
 * files are the same tar whichever of their names a tree calls the link.
 */
final class HardLinks {
  private final FileTree tree;
  private final Map<String, String> firstNames = new HashMap<>();

  HardLinks(FileTree tree) {
    this.tree = tree;
    tree.forEach((path, node) -> {
      if (node instanceof Node.HardLink) {
        firstNames.merge(fileOf(path), path, (a, b) -> TreePath.ORDER.compare(a, b) <= 0 ? a : b);
      }
    });
    firstNames.replaceAll((file, link) -> TreePath.ORDER.compare(file, link) <= 0 ? file : link);
  }

  /** The path of the regular file that a path is a name of. */
  String fileOf(String path) {
    String at = path;
    for (int i = 0; i <= tree.nodes().size(); i++) {
      Node node = tree.node(at).orElse(null);
      if (node instanceof Node.RegularFile) {
        return at;
      }
      if (!(node instanceof Node.HardLink link)) {
        break;
      }
      at = link.target();
    }
    throw new IllegalArgumentException(
        "the hard link `%s` leads to no regular file of the tree".formatted(path));
  }

  Node.RegularFile file(String path) {
    if (tree.node(path).orElse(null) instanceof Node.RegularFile file) {
      return file;
    }
    throw new IllegalArgumentException("`%s` is no regular file".formatted(path));
  }

  /** The name that carries the content of a regular file. */
  String firstName(String file) {
    return firstNames.getOrDefault(file, file);
  }
}
