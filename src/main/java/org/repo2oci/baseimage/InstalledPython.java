package org.repo2oci.baseimage;

import org.repo2oci.filetree.TreePath;

/**
 * An interpreter of an image.
 *
 * @param interpreter absolute path with the minor version, such as {@code /usr/bin/python3.11}
 * @param version in full, such as {@code 3.11.2}
 */
record InstalledPython(String interpreter, String version) {
  int minor() {
    return Integer.parseInt(version.split("\\.", -1)[1]);
  }

  /** Where it is installed, such as {@code usr/local}. */
  static String home(String interpreter) {
    return TreePath.parent(TreePath.parent(interpreter.substring(1)));
  }

  /** The path of one of its C headers. */
  String header(String name) {
    return "%s/include/python3.%d/%s".formatted(home(interpreter), minor(), name);
  }
}
