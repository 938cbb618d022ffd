package org.repo2oci.layer;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

/** A small tree with one of everything, and the digest of its tar. */
final class LayerFixture {
  static final String TAR = "3c80a07408319e750173787e68c86da86de1938448e31fac5cd4553cb9470441";

  private LayerFixture() {}

  static FileTree tree() {
    Attributes owned = new Attributes(0644, 1000, 1000, 1_600_000_000);
    Attributes root = new Attributes(0755, 0, 0, 1_500_000_000);
    return FileTree.builder()
        .put("etc", new Node.Directory(root))
        .put("etc/gone", new Node.Whiteout(root.withMode(0)))
        .put("home/jovyan", new Node.Directory(owned.withMode(0750)))
        .put("home/jovyan/.profile", new Node.HardLink(owned, "home/jovyan/profile"))
        .put("home/jovyan/profile", file(owned, "PATH=/srv\n"))
        .put("home/jovyan/Überblick-漢字.txt", file(owned, "é\n"))
        .put("srv/" + "long/".repeat(60) + "name", file(owned, "deep"))
        .put("srv/link", new Node.SymbolicLink(root, "../etc"))
        .put("tmp", new Node.Directory(root.withMode(01777)))
        .put("usr/bin/sudo", file(root.withMode(04755), "#!\n".repeat(400)))
        .put("var", new Node.OpaqueDirectory(root))
        .build();
  }

  private static Node file(Attributes attributes, String text) {
    return new Node.RegularFile(attributes, Content.of(text.getBytes(UTF_8)));
  }
}
