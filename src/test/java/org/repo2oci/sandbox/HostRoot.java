package org.repo2oci.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

/** A small root filesystem of programs that this machine has, so that tests need no network. */
final class HostRoot {
  static final Attributes ROOT_FOLDER = new Attributes(0755, 0, 0, 1_000_000_000);
  static final Attributes ROOT_FILE = new Attributes(0644, 0, 0, 1_000_000_000);
  static final Attributes ROOT_PROGRAM = new Attributes(0755, 0, 0, 1_000_000_000);
  static final Attributes USER_FOLDER = new Attributes(0755, 1000, 1000, 1_000_000_000);

  private static final List<String> PROGRAMS =
      List.of(
          "sh",
          "bash",
          "cp",
          "cat",
          "ls",
          "id",
          "mkdir",
          "rm",
          "mv",
          "ln",
          "chmod",
          "chown",
          "touch",
          "stat",
          "sleep",
          "echo",
          "mount",
          "mknod",
          "ps",
          "env",
          "head",
          "tr",
          "wc",
          "find",
          "sort",
          "dd",
          "mkfifo",
          "readlink",
          "hostname",
          "setsid",
          "kill",
          "unshare",
          "umount",
          "grep");

  private HostRoot() {}

  static FileTree tree() throws IOException {
    FileTree.Builder tree = FileTree.builder();
    HostPrograms programs =
        new HostPrograms(List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/sbin")));
    for (String name : PROGRAMS) {
      Path program = programs.get(name).toRealPath();
      tree.put("bin/" + name, new Node.RegularFile(ROOT_PROGRAM, Content.ofFile(program)));
      String listed = Quick.output(List.of("/usr/bin/ldd", program.toString()));
      for (Path library : InnerTools.libraries(listed).values()) {
        tree.put(
            library.toString().substring(1),
            new Node.RegularFile(ROOT_PROGRAM, Content.ofFile(library.toRealPath())));
      }
    }
    for (String folder : List.of("etc", "home", "srv", "tmp", "usr", "var", "run")) {
      tree.put(folder, new Node.Directory(ROOT_FOLDER));
    }
    tree.put("home/jovyan", new Node.Directory(USER_FOLDER));
    tree.put(
        "etc/passwd",
        file("root:x:0:0::/root:/bin/sh\njovyan:x:1000:1000::/home/jovyan:/bin/sh\n"));
    return tree.addMissingParents(ROOT_FOLDER).build();
  }

  static Node file(String text) {
    return new Node.RegularFile(ROOT_FILE, Content.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether the tests run where there is no range of user ids. */
  static boolean hasOneUser() {
    return Boolean.getBoolean("sandbox.single");
  }
}
