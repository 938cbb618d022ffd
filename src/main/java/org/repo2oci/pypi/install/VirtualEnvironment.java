package org.repo2oci.pypi.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/**
 * An empty virtual environment (PEP 405): what {@code python3 -m venv --without-pip} makes. It has
 * no marker for an externally managed one, so that installs into it are allowed; pip is a package
 * like every other.
 *
 * @param interpreter absolute path in the image, such as {@code /usr/bin/python3.13}
 * @param version of the interpreter in full, such as {@code 3.13.5}
 */
public record VirtualEnvironment(Prefix prefix, String interpreter, String version) {
  /**
   * The prefix and what is in it.
   *
   * @param base has the interpreter's {@code venv/scripts} folder, from which the activate scripts
   *     are made; without it there are none
   */
  public FileTree tree(FileTree base) throws IOException {
    FileTree.Builder tree = FileTree.builder();
    tree.put(prefix.inTree("bin"), new Node.Directory(prefix.folder()));
    String include = "include/python" + prefix.python();
    tree.put(prefix.inTree(include), new Node.Directory(prefix.folder()));
    tree.put(prefix.inTree(prefix.sitePackages()), new Node.Directory(prefix.folder()));
    if (prefix.lib64IsLib()) {
      link(tree, "lib64", "lib");
    }
    String real = TreePath.name(interpreter);
    link(tree, "bin/" + real, interpreter);
    for (String name : new String[] {"python", "python3", "python" + prefix.python()}) {
      if (!name.equals(real)) {
        link(tree, "bin/" + name, real);
      }
    }
    text(tree, "pyvenv.cfg", configuration());
    if (prefix.python().atLeast(3, 13)) {
      text(tree, ".gitignore", "*\n");
    }
    activation(tree, base);
    Folders.added(tree, prefix);
    return tree.put(prefix.path().substring(1), new Node.Directory(prefix.folder())).build();
  }

  private String configuration() {
    return """
    home = %s
    include-system-site-packages = false
    version = %s
    executable = %s
    command = %s -m venv --without-pip %s
    """
        .formatted(TreePath.parent(interpreter), version, interpreter, interpreter, prefix.path());
  }

  private void activation(FileTree.Builder tree, FileTree base) throws IOException {
    String folder = "lib/python" + prefix.python() + "/venv/scripts/";
    String root = TreePath.parent(TreePath.parent(interpreter.substring(1)));
    for (String kind : new String[] {"common/", "posix/"}) {
      String from = (root.isEmpty() ? "" : root + "/") + folder + kind;
      for (Map.Entry<String, Node> entry :
          base.nodes().tailMap(from, true).entrySet().stream()
              .takeWhile(entry -> entry.getKey().startsWith(from))
              .toList()) {
        if (entry.getValue() instanceof Node.RegularFile template) {
          put(tree, "bin/" + entry.getKey().substring(from.length()), template);
        }
      }
    }
  }

  private void put(FileTree.Builder tree, String path, Node.RegularFile template)
      throws IOException {
    String text;
    try (InputStream content = template.content().open()) {
      text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
    boolean powerShell = path.endsWith(".ps1");
    String real = TreePath.name(interpreter);
    String filled =
        text.replace("__VENV_DIR__", quoted(prefix.path(), powerShell))
            .replace("__VENV_NAME__", quoted(TreePath.name(prefix.path()), powerShell))
            .replace("__VENV_PROMPT__", quoted(prompt(), powerShell))
            .replace("__VENV_BIN_NAME__", quoted("bin", powerShell))
            .replace("__VENV_PYTHON__", quoted(prefix.path() + "/bin/" + real, powerShell));
    tree.put(
        prefix.inTree(path),
        new Node.RegularFile(
            prefix.file(template.attributes().mode(), template.attributes().mtime()),
            Content.of(filled.getBytes(StandardCharsets.UTF_8))));
  }

  /** Since 3.13 the templates have the brackets themselves. */
  private String prompt() {
    String name = TreePath.name(prefix.path());
    return prefix.python().atLeast(3, 13) ? name : "(" + name + ") ";
  }

  /** Before 3.13 the templates have the quotes themselves. A prefix has none in it. */
  private String quoted(String value, boolean always) {
    boolean asItIs = !prefix.python().atLeast(3, 13);
    boolean harmless = !always && value.matches("[A-Za-z0-9@%+=:,./_-]+");
    return asItIs || harmless ? value : "'" + value + "'";
  }

  private void link(FileTree.Builder tree, String path, String target) {
    tree.put(prefix.inTree(path), new Node.SymbolicLink(prefix.file(0777, Prefix.NO_TIME), target));
  }

  private void text(FileTree.Builder tree, String path, String text) {
    tree.put(
        prefix.inTree(path),
        new Node.RegularFile(
            prefix.file(Prefix.PLAIN, Prefix.NO_TIME),
            Content.of(text.getBytes(StandardCharsets.UTF_8))));
  }
}
