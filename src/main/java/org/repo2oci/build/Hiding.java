package org.repo2oci.build;

import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.plan.Upon;

/** Puts into a layer what hides files of the layers below. */
final class Hiding {
  private static final Attributes NOTHING = new Attributes(0, 0, 0, Prefixes.NO_TIME);

  private Hiding() {}

  /**
   * A path that the layer has itself needs no whiteout; a folder of it shows nothing of what lower
   * layers have in it.
   */
  static void put(Upon upon, FileTree.Builder tree) {
    for (String path : upon.paths()) {
      if (path.endsWith("/")) {
        String folder = path.substring(0, path.length() - 1);
        if (!tree.contains(folder)) {
          tree.put(folder, new Node.Whiteout(NOTHING));
        }
        continue;
      }
      switch (tree.node(path).orElse(null)) {
        case null -> tree.put(path, new Node.Whiteout(NOTHING));
        case Node.Directory(Attributes attributes) ->
            tree.put(path, new Node.OpaqueDirectory(attributes));
        case Node.RegularFile _,
            Node.SymbolicLink _,
            Node.HardLink _,
            Node.Whiteout _,
            Node.OpaqueDirectory _ -> {
          // It takes the place of what was there.
        }
      }
    }
  }
}
