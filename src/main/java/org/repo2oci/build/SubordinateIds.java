package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.repo2oci.debian.LockedDeb;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;

/**
 * What root and the account of an image need for user namespaces with many ids: the ids that they
 * may use (subuid(5)), those above their own up to 65535, as a container in a user namespace has no
 * others; and the programs of the package {@code uidmap} with a right of the file's instead of
 * root's, which in a container lacks what they would need as root.
 *
 * @param account name of the image's ordinary user
 * @param uid of that user, and of its group; below 65535
 */
record SubordinateIds(String account, int uid) {
  private static final int IDS = 65_536;
  private static final String PACKAGE = "uidmap";
  private static final int CAP_SETGID = 1 << 6;
  private static final int CAP_SETUID = 1 << 7;
  private static final Map<String, Integer> PROGRAMS =
      Map.of("usr/bin/newuidmap", CAP_SETUID, "usr/bin/newgidmap", CAP_SETGID);
  private static final Attributes FILE = new Attributes(0644, 0, 0, 0);
  private static final Attributes FOLDER = new Attributes(0755, 0, 0, 0);

  /** The lines of {@code /etc/subuid}, which are those of {@code /etc/subgid} too. */
  String lines() {
    return line("root", 0) + line(account, uid);
  }

  private static String line(String name, int own) {
    return "%s:%d:%d\n".formatted(name, own + 1, IDS - own - 1);
  }

  Part part(LockedDebian locked, DebianBase base) {
    List<String> material = new ArrayList<>(List.of("user namespaces 1", lines()));
    locked.basePackages().stream()
        .filter(deb -> deb.name().equals(PACKAGE))
        .map(LockedDeb::sha256)
        .forEach(digest -> material.add(digest.toString()));
    Component component =
        new Component(Stratum.SERVER, "user namespaces", "", lines().length(), material);
    return new Part(component, () -> tree(base));
  }

  private FileTree tree(DebianBase base) throws IOException, InterruptedException {
    Node lines =
        new Node.RegularFile(FILE, Content.of(lines().getBytes(StandardCharsets.US_ASCII)));
    FileTree.Builder tree = FileTree.builder().put("etc/subuid", lines).put("etc/subgid", lines);
    FileTree packages = base.unpackedTree();
    PROGRAMS.forEach((path, capability) -> {
      if (packages.node(path).orElse(null) instanceof Node.RegularFile program) {
        tree.put(
            path,
            new Node.RegularFile(
                program.attributes().withMode(0755), program.content(), capability));
      }
    });
    return tree.addMissingParents(FOLDER).build();
  }
}
