package org.repo2oci.debian;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.StringJoiner;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;

/** A tree as text, a line for each path: what two trees are compared by. */
final class TreeText {
  private TreeText() {}

  static String of(FileTree tree) {
    StringJoiner lines = new StringJoiner("\n");
    tree.forEach((path, node) ->
        lines.add(
            "%s %04o %d:%d %d %s"
                .formatted(
                    path,
                    node.attributes().mode(),
                    node.attributes().uid(),
                    node.attributes().gid(),
                    node.attributes().mtime(),
                    what(node))));
    return lines.toString();
  }

  private static String what(Node node) {
    return switch (node) {
      case Node.Directory _ -> "folder";
      case Node.RegularFile file -> Digest.of(bytes(file)).shortened();
      case Node.SymbolicLink link -> "-> " + link.target();
      case Node.HardLink link -> "= " + link.target();
      case Node.Whiteout _ -> "gone";
      case Node.OpaqueDirectory _ -> "opaque";
    };
  }

  static byte[] bytes(Node.RegularFile file) {
    try (InputStream in = file.content().open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
