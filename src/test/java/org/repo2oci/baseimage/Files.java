package org.repo2oci.baseimage;

import java.nio.charset.StandardCharsets;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

/** One made-up layer, written as a test reads. */
final class Files {
  static final Attributes ROOTS = new Attributes(0644, 0, 0, 7);

  private final FileTree.Builder tree = FileTree.builder();

  /** What the facts are read from in an image of Debian 12 with Python. */
  static Files bookworm() {
    return new Files()
        .link("bin", "usr/bin")
        .link("lib", "usr/lib")
        .file("usr/bin/bash", "")
        .link("usr/bin/python3", "python3.11")
        .file("usr/bin/python3.11", "")
        .file("usr/lib/python3.11/os.py", "")
        .file("usr/lib/python3.11/asyncio/__init__.py", "")
        .file("etc/ssl/certs/ca-certificates.crt", "certificates")
        .file(
            "var/lib/dpkg/status",
            """
            Package: libc6
            Status: install ok installed
            Version: 2.36-9+deb12u9

            Package: python3.11
            Status: install ok installed
            Version: 3.11.2-6+deb12u4

            Package: python3.12
            Status: deinstall ok config-files
            Version: 3.12.1-1
            """);
  }

  Files file(String path, String text) {
    return node(
        path, new Node.RegularFile(ROOTS, Content.of(text.getBytes(StandardCharsets.ISO_8859_1))));
  }

  Files link(String path, String target) {
    return node(path, new Node.SymbolicLink(ROOTS.withMode(0777), target));
  }

  Files folder(String path) {
    return node(path, new Node.Directory(ROOTS.withMode(0755)));
  }

  Files without(String path) {
    tree.remove(path);
    return this;
  }

  Files node(String path, Node node) {
    tree.put(path, node);
    return this;
  }

  FileTree layer() {
    return tree.build();
  }

  /** As the only layer of an image. */
  ImageTree image() {
    MergedLayers merged = new MergedLayers(BaseFacts::isWanted);
    merged.add(layer());
    return merged.tree();
  }
}
