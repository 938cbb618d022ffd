package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

/** The templates that an interpreter has for {@code bin/activate} of virtual environments. */
final class ActivationScripts {
  private ActivationScripts() {}

  /**
   * Those of an unpacked root filesystem, at their paths in it.
   *
   * @param minor such as {@code 3.13}
   */
  static FileTree of(Path root, String minor) throws IOException {
    Path scripts = root.resolve("usr/lib/python" + minor + "/venv/scripts");
    FileTree.Builder tree = FileTree.builder();
    if (!Files.isDirectory(scripts)) {
      return tree.build();
    }
    try (Stream<Path> files = Files.walk(scripts)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        int mode = (int) Files.getAttribute(file, "unix:mode") & 07777;
        long mtime = Files.getLastModifiedTime(file).toInstant().getEpochSecond();
        tree.put(
            root.relativize(file).toString(),
            new Node.RegularFile(
                new Attributes(mode, 0, 0, mtime), Content.of(Files.readAllBytes(file))));
      }
    }
    return tree.build();
  }
}
