package org.repo2oci.debian;

import java.util.List;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

/**
 * A package's archive as trees. The contents lie in the scratch folder that it was unpacked into.
 *
 * @param files what the package puts into a system
 * @param records what dpkg would keep of it, under {@code var/lib/dpkg/info}
 * @param status its paragraph for dpkg's {@code status}, as unpacked and not configured
 * @param triggers the lines of its {@code triggers} file
 * @param infoName name of its files in {@code records}, with the architecture where dpkg wants it
 */
public record UnpackedDeb(
    LockedDeb locked,
    FileTree files,
    FileTree records,
    String status,
    List<String> triggers,
    String infoName) {
  public UnpackedDeb {
    triggers = List.copyOf(triggers);
  }

  /** Both, as a layer of an image has them. */
  public FileTree tree() {
    return FileTree.builder().putAll(records).putAll(files).build();
  }

  /** The newest modification time of anything in it; seconds since the epoch. */
  long newest() {
    return Math.max(newest(files), newest(records));
  }

  private static long newest(FileTree tree) {
    return tree.nodes().values().stream()
        .map(Node::attributes)
        .mapToLong(attributes -> attributes.mtime())
        .max()
        .orElse(0);
  }
}
