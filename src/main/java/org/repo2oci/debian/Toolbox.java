package org.repo2oci.debian;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

/**
 * Programs for the build itself: packages that are unpacked and nothing else. What their maintainer
 * scripts would have made and programs can't do without is put there: accounts, the links of
 * alternatives and the bundle of certificates.
 */
public final class Toolbox {
  private static final Map<String, String> ALTERNATIVES =
      new TreeMap<>(
          Map.of(
              "usr/bin/awk", "mawk",
              "usr/bin/cc", "gcc",
              "usr/bin/c++", "g++",
              "usr/bin/c89", "c89-gcc",
              "usr/bin/c99", "c99-gcc",
              "usr/bin/pager", "less",
              "usr/bin/which", "which.debianutils"));

  private static final String CERTIFICATES = "usr/share/ca-certificates/";
  private static final String BUNDLE = "etc/ssl/certs/ca-certificates.crt";

  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/bin/sh
      nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
      """;
  private static final String GROUP =
      """
      root:x:0:
      staff:x:50:
      nogroup:x:65534:
      """;

  private Toolbox() {}

  /**
   * A root filesystem in which the packages' programs run.
   *
   * @param account in {@code /etc/passwd} beside root
   */
  public static FileTree of(List<UnpackedDeb> packages, Account account) throws IOException {
    FileTree merged = MergedTree.of(packages);
    long mtime = packages.stream().mapToLong(UnpackedDeb::newest).max().orElse(0);
    Attributes plain = new Attributes(0644, 0, 0, mtime);
    FileTree.Builder tree = FileTree.builder().putAll(merged);
    for (String alias : List.of("bin", "sbin", "lib", "lib64")) {
      if (!tree.contains(alias)) {
        tree.put(alias, new Node.SymbolicLink(plain.withMode(0777), "usr/" + alias));
        if (!tree.contains("usr/" + alias)) {
          tree.put("usr/" + alias, new Node.Directory(plain.withMode(0755)));
        }
      }
    }
    ALTERNATIVES.forEach((path, target) -> {
      if (!tree.contains(path) && tree.contains("usr/bin/" + target)) {
        tree.put(path, new Node.SymbolicLink(plain.withMode(0777), target));
      }
    });
    put(
        tree,
        "etc/passwd",
        PASSWD
            + "%s:x:%d:%d::%s:/bin/sh\n"
                .formatted(account.name(), account.uid(), account.gid(), account.home()),
        plain);
    put(tree, "etc/group", GROUP + "%s:x:%d:\n".formatted(account.name(), account.gid()), plain);
    put(tree, "etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n", plain);
    byte[] certificates = certificates(merged);
    if (certificates.length > 0) {
      tree.put(BUNDLE, new Node.RegularFile(plain, Content.of(certificates)));
    }
    for (String folder : List.of("dev", "proc", "run", "sys", "root")) {
      if (!tree.contains(folder)) {
        tree.put(folder, new Node.Directory(plain.withMode(0755)));
      }
    }
    tree.put("tmp", new Node.Directory(plain.withMode(01777)));
    tree.put("var/tmp", new Node.Directory(plain.withMode(01777)));
    tree.put(
        account.home().substring(1),
        new Node.Directory(plain.withMode(0755).withOwner(account.uid(), account.gid())));
    return tree.addMissingParents(plain.withMode(0755)).build();
  }

  /** Programs that are laid over a whole system for some time: packages, and links to them. */
  public static FileTree over(List<UnpackedDeb> packages) {
    FileTree merged = MergedTree.of(packages);
    long mtime = packages.stream().mapToLong(UnpackedDeb::newest).max().orElse(0);
    FileTree.Builder tree = FileTree.builder().putAll(merged);
    ALTERNATIVES.forEach((path, target) -> {
      if (!tree.contains(path) && tree.contains("usr/bin/" + target)) {
        tree.put(path, new Node.SymbolicLink(new Attributes(0777, 0, 0, mtime), target));
      }
    });
    return tree.addMissingParents(new Attributes(0755, 0, 0, mtime)).build();
  }

  /** What {@code update-ca-certificates} makes: pip as Debian packs it reads no other file. */
  private static byte[] certificates(FileTree tree) throws IOException {
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
      if (entry.getKey().startsWith(CERTIFICATES)
          && entry.getKey().endsWith(".crt")
          && entry.getValue() instanceof Node.RegularFile file) {
        try (InputStream in = file.content().open()) {
          in.transferTo(bundle);
        }
      }
    }
    return bundle.toByteArray();
  }

  private static void put(FileTree.Builder tree, String path, String text, Attributes attributes) {
    tree.put(
        path, new Node.RegularFile(attributes, Content.of(text.getBytes(StandardCharsets.UTF_8))));
  }
}
