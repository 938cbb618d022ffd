package org.repo2oci.baseimage;

import java.util.Map;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

/** Parts of an image that its interpreter consists of. */
public final class PythonFiles {
  private PythonFiles() {}

  /**
   * What starts and compiles in a folder of its own.
   *
   * @param interpreter absolute path, such as {@code /usr/bin/python3.11}
   * @param minor such as {@code 3.11}
   */
  public static FileTree runtime(ImageTree files, String interpreter, String minor) {
    String home = InstalledPython.home(interpreter);
    FileTree some = files.only(path -> WantedFiles.forPython(path, home, minor));
    FileTree.Builder tree = FileTree.builder().putAll(some);
    // A link that starts at the root would lead out of the folder.
    files
        .file(interpreter.substring(1))
        .ifPresent(file -> tree.put(interpreter.substring(1), file));
    for (Map.Entry<String, Node> entry : some.nodes().entrySet()) {
      if (entry.getValue() instanceof Node.SymbolicLink link && link.target().startsWith("/")) {
        files
            .file(entry.getKey())
            .ifPresentOrElse(
                file -> tree.put(entry.getKey(), file), () -> tree.remove(entry.getKey()));
      }
    }
    return tree.build();
  }

  /** The templates that it makes {@code bin/activate} from. */
  public static FileTree activationScripts(ImageTree files, String interpreter, String minor) {
    String scripts =
        "%s/lib/python%s/venv/scripts/".formatted(InstalledPython.home(interpreter), minor);
    return files.only(path -> path.startsWith(scripts));
  }
}
