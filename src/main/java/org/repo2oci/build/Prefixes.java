package org.repo2oci.build;

import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/**
 * Who owns what: everything under {@code /srv/conda} and {@code /srv/rlibs} belongs to the image's
 * user, who installs into it in a session; the rest belongs to root.
 */
record Prefixes(int uid, int gid) {
  /** What repo2docker calls {@code CONDA_DIR}; people's scripts name it. */
  static final String TOP = "srv/conda";

  /** The environment's prefix. */
  static final String ENVIRONMENT = TOP + "/envs/notebook";

  /** The prefix of an environment that the server cannot live in. */
  static final String KERNEL = TOP + "/envs/kernel";

  /** Where R packages are installed. */
  static final String LIBRARY = "srv/rlibs";

  static final long NO_TIME = 315_532_800L;

  Attributes owned(String path, int mode, long mtime) {
    boolean users = isBelow(TOP, path) || isBelow(LIBRARY, path);
    return new Attributes(mode, users ? uid : 0, users ? gid : 0, mtime);
  }

  private static boolean isBelow(String folder, String path) {
    return path.equals(folder) || path.startsWith(folder + "/");
  }

  /** What the owners depend on, for keys. */
  String identity() {
    return "%s %d:%d".formatted(TOP, uid, gid);
  }

  /** The tree with the folders that lead to its files, each with its owner. */
  FileTree withFolders(FileTree tree) {
    FileTree.Builder whole = FileTree.builder().putAll(tree);
    tree.forEach((path, node) -> {
      String up = TreePath.parent(path);
      while (!up.isEmpty() && !whole.contains(up)) {
        whole.put(up, new Node.Directory(owned(up, 0755, NO_TIME)));
        up = TreePath.parent(up);
      }
    });
    return whole.build();
  }
}
