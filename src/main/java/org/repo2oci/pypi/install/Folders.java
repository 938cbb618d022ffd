package org.repo2oci.pypi.install;

import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/** The folders between a prefix and its files. */
final class Folders {
  private Folders() {}

  /** Adds the folders below the prefix that lead to the tree's files. */
  static FileTree.Builder added(FileTree.Builder tree, Prefix prefix) {
    String top = prefix.path().substring(1);
    for (String path : tree.build().nodes().keySet()) {
      for (String up = TreePath.parent(path);
          up.length() > top.length() && !tree.contains(up);
          up = TreePath.parent(up)) {
        tree.put(up, new Node.Directory(prefix.folder()));
      }
    }
    return tree;
  }
}
