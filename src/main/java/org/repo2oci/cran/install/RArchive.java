package org.repo2oci.cran.install;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.repo2oci.cran.spec.Fields;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/**
 * The archive of an R package: a compressed tar of one folder with the package's name, which holds
 * its source, or the package as it lies in a library.
 */
public final class RArchive {
  private static final int BUFFER = 1 << 16;
  private static final int MAX_ENTRIES = 300_000;
  private static final int LARGEST_DESCRIPTION = 1 << 20;

  private RArchive() {}

  /**
   * The fields of its {@code DESCRIPTION}; an installed package has {@code Built}.
   *
   * @throws IOException where it is no archive of this package
   */
  public static Map<String, String> description(Path archive, String name) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(uncompressed(archive))) {
      for (int i = 0; i < MAX_ENTRIES; i++) {
        TarArchiveEntry entry = tar.getNextEntry();
        if (entry == null) {
          break;
        }
        if (TreePath.ofMember(entry.getName()).equals(name + "/DESCRIPTION")) {
          byte[] text = tar.readNBytes(LARGEST_DESCRIPTION);
          return Fields.first(new String(text, StandardCharsets.UTF_8));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    throw new IOException("it has no `%s/DESCRIPTION`".formatted(name));
  }

  /** The {@code x.y} of the R that an installed package was built with. */
  public static Optional<String> builtFor(Map<String, String> description) {
    String built = description.getOrDefault("Built", "");
    return built.startsWith("R ") ? Optional.of(minor(built.substring(2))) : Optional.empty();
  }

  /** The platform that an installed package has programs for; empty where it has none. */
  public static String platform(Map<String, String> description) {
    String[] parts = description.getOrDefault("Built", "").split(";", -1);
    return parts.length > 1 ? parts[1].strip() : "";
  }

  private static String minor(String version) {
    String[] parts = version.split("[.;]", -1);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  /**
   * The files of an installed package, in a library.
   *
   * @param library folder, relative to the root
   * @param attributes of its files; its folders and programs get execute bits
   * @param contents a file that does not exist yet; the tree points into it
   * @return without the folders that lead to the library
   * @throws IOException where something does not lie in the package's own folder
   */
  public static FileTree tree(
      Path archive, String name, String library, Attributes attributes, Path contents)
      throws IOException {
    try (InputStream in = uncompressed(archive);
        OutputStream out = Files.newOutputStream(contents)) {
      in.transferTo(out);
    }
    FileTree.Builder tree =
        FileTree.builder().put(library + "/" + name, new Node.Directory(attributes.withMode(0755)));
    try (TarFile tar = new TarFile(contents.toFile(), StandardCharsets.UTF_8.name())) {
      if (tar.getEntries().size() > MAX_ENTRIES) {
        throw new IOException("it has more than %d files".formatted(MAX_ENTRIES));
      }
      for (TarArchiveEntry entry : tar.getEntries()) {
        put(tree, entry, name, library, attributes, contents);
      }
      return tree.build();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static void put(
      FileTree.Builder tree,
      TarArchiveEntry entry,
      String name,
      String library,
      Attributes attributes,
      Path contents)
      throws IOException {
    String member = TreePath.ofMember(entry.getName());
    if (member.isEmpty()) {
      return;
    }
    if (!member.equals(name) && !member.startsWith(name + "/")) {
      throw new IOException("`%s` is not of the package".formatted(member));
    }
    String path = library + "/" + member;
    String top = library + "/" + name;
    for (String up = TreePath.parent(path);
        up.startsWith(top) && !tree.contains(up);
        up = TreePath.parent(up)) {
      tree.put(up, new Node.Directory(attributes.withMode(0755)));
    }
    if (entry.isDirectory()) {
      tree.put(path, new Node.Directory(attributes.withMode(0755)));
    } else if (entry.isSymbolicLink()) {
      if (entry.getLinkName().startsWith("/") || entry.getLinkName().contains("..")) {
        throw new IOException("the link `%s` leads out of the package".formatted(member));
      }
      tree.put(path, new Node.SymbolicLink(attributes.withMode(0777), entry.getLinkName()));
    } else if (entry.isLink()) {
      String target = library + "/" + TreePath.ofMember(entry.getLinkName());
      if (!(tree.node(target).orElse(null) instanceof Node.RegularFile first)) {
        throw new IOException("the link `%s` leads to no file before it".formatted(member));
      }
      tree.put(path, first);
    } else if (entry.isFile()) {
      boolean program = (entry.getMode() & 0111) != 0;
      tree.put(
          path,
          new Node.RegularFile(
              attributes.withMode(program ? 0755 : 0644),
              new Content.Range(contents, entry.getDataOffset(), entry.getSize())));
    } else {
      throw new IOException("`%s` is neither file, folder nor link".formatted(member));
    }
  }

  private static InputStream uncompressed(Path archive) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(archive), BUFFER);
    try {
      return GzipCompressorInputStream.builder()
          .setInputStream(in)
          .setDecompressConcatenated(true)
          .get();
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }
}
