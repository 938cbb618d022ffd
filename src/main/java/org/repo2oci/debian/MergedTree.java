package org.repo2oci.debian;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/** Many packages as one root filesystem. */
final class MergedTree {
  /** The package whose folders and links all others lie in. */
  private static final String FIRST = "base-files";

  private final Map<String, String> owners = new HashMap<>();
  private final FileTree.Builder tree = FileTree.builder();

  private MergedTree() {}

  /**
   * Merges packages as dpkg would install them: folders are shared and have the attributes of the
   * first package, anything else belongs to one package.
   */
  static FileTree of(List<UnpackedDeb> packages) {
    List<UnpackedDeb> ordered = new ArrayList<>(packages);
    ordered.sort(
        Comparator.comparing((UnpackedDeb deb) -> !deb.locked().name().equals(FIRST))
            .thenComparing(deb -> deb.locked().name()));
    MergedTree merged = new MergedTree();
    ordered.forEach(merged::add);
    FileTree tree = merged.tree.addMissingParents(new Attributes(0755, 0, 0, 0)).build();
    merged.checkParents(tree);
    return tree;
  }

  private void add(UnpackedDeb deb) {
    deb.files()
        .forEach((path, node) -> {
          String owner = owners.putIfAbsent(path, deb.locked().name());
          if (owner == null) {
            tree.put(path, node);
          } else if (!(node instanceof Node.Directory)) {
            throw conflict(path, owner, deb.locked().name());
          }
        });
  }

  private void checkParents(FileTree all) {
    all.forEach((path, node) -> {
      String up = TreePath.parent(path);
      if (!up.isEmpty() && !(all.nodes().get(up) instanceof Node.Directory)) {
        throw conflict(up, owners.getOrDefault(up, "?"), owners.getOrDefault(path, "?"));
      }
    });
  }

  private static BuildFailure conflict(String path, String one, String other) {
    return BuildFailure.environment(
            "Cannot unpack the Debian packages `%s` and `%s` together: both have `/%s`"
                .formatted(one, other, path))
        .withHint("The mirror's suites may be out of step with each other; try another mirror");
  }
}
