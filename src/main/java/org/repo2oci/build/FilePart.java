package org.repo2oci.build;

import java.util.List;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;

/**
 * One small file that the build itself writes.
 *
 * @param name for people
 * @param path relative to the root
 * @param mtime seconds since the epoch
 */
record FilePart(Stratum stratum, String name, String path, byte[] content, long mtime) {
  /**
   * The file with the folders that lead to it.
   *
   * @param size for the plan, in compressed bytes or about that
   * @param material that the layer's key covers
   */
  Part part(Prefixes prefixes, long size, List<String> material) {
    FileTree tree =
        prefixes.withFolders(
            FileTree.builder()
                .put(
                    path,
                    new Node.RegularFile(prefixes.owned(path, 0644, mtime), Content.of(content)))
                .build());
    return new Part(new Component(stratum, name, "", size, material), () -> tree);
  }
}
