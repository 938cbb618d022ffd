package org.repo2oci.debian;

import java.util.List;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/**
 * Makes of what the configure step changed a layer that does not depend on when and where it ran.
 *
 * @param packages what lies below the layer in the image
 * @param seed what lay between, and is a part of the layer where the step left it alone
 * @param date modification time of all that is new; seconds since the epoch
 */
record StepChanges(FileTree packages, FileTree seed, long date) {
  /** A folder for the step alone. */
  static final String PRIVATE = "var/lib/repo2oci";

  private static final List<String> NEVER =
      List.of("dev", "proc", "run", "sys", "tmp", "var/tmp", "etc/resolv.conf", PRIVATE);

  FileTree normalised(FileTree changes) {
    FileTree.Builder layer = FileTree.builder();
    seed.forEach((path, node) -> {
      if (!isNever(path) && !(node instanceof Node.Directory)) {
        layer.put(path, node);
      }
    });
    changes.forEach((path, node) -> {
      if (!isNever(path)) {
        add(layer, path, node);
      }
    });
    addFolders(layer, changes);
    return layer.build();
  }

  private static boolean isNever(String path) {
    return NEVER.stream().anyMatch(never -> path.equals(never) || path.startsWith(never + "/"));
  }

  private void add(FileTree.Builder layer, String path, Node node) {
    Node below = packages.nodes().get(path);
    switch (node) {
      case Node.Directory(Attributes attributes) -> {
        if (!(below instanceof Node.Directory folder)) {
          layer.put(path, new Node.Directory(attributes.withMtime(date)));
        } else if (!sameRights(attributes, folder.attributes())) {
          layer.put(path, new Node.Directory(attributes.withMtime(folder.attributes().mtime())));
        }
      }
      case Node.RegularFile(Attributes attributes, var content, var _) ->
          layer.put(path, new Node.RegularFile(dated(attributes, below), content));
      case Node.SymbolicLink(Attributes attributes, String target) ->
          layer.put(path, new Node.SymbolicLink(attributes.withMtime(date), target));
      case Node.HardLink(Attributes attributes, String target) ->
          layer.put(path, new Node.HardLink(attributes.withMtime(date), target));
      case Node.Whiteout(Attributes attributes) -> {
        layer.remove(path);
        if (below != null) {
          layer.put(path, new Node.Whiteout(attributes.withMtime(date)));
        }
      }
      case Node.OpaqueDirectory(Attributes attributes) ->
          layer.put(
              path,
              below == null
                  ? new Node.Directory(attributes.withMtime(date))
                  : new Node.OpaqueDirectory(attributes.withMtime(date)));
    }
  }

  /** A packaged file that only changed its owner or mode keeps its time: bytecode depends on it. */
  private Attributes dated(Attributes attributes, @org.jspecify.annotations.Nullable Node below) {
    boolean same = below != null && below.attributes().mtime() == attributes.mtime();
    return same ? attributes : attributes.withMtime(date);
  }

  private static boolean sameRights(Attributes one, Attributes other) {
    return one.mode() == other.mode() && one.uid() == other.uid() && one.gid() == other.gid();
  }

  /** The folders that lead to what changed, as they are below. */
  private void addFolders(FileTree.Builder layer, FileTree changes) {
    for (String path : layer.build().nodes().keySet()) {
      for (String up = TreePath.parent(path); !up.isEmpty(); up = TreePath.parent(up)) {
        if (!layer.contains(up)) {
          layer.put(up, folder(up, changes));
        }
      }
    }
  }

  private Node folder(String path, FileTree changes) {
    if (packages.nodes().get(path) instanceof Node.Directory folder) {
      return folder;
    }
    Attributes attributes =
        changes
            .node(path)
            .or(() -> seed.node(path))
            .map(Node::attributes)
            .orElse(new Attributes(0755, 0, 0, date));
    return new Node.Directory(attributes.withMtime(date));
  }
}
