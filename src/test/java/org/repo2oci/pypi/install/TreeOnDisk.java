package org.repo2oci.pypi.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

/** Writes trees into a folder, and reads a folder as a tree; owners are left out. */
public final class TreeOnDisk {
  private TreeOnDisk() {}

  /** Writes below {@code root} what the tree has, with modes and times. */
  public static void write(FileTree tree, Path root) throws IOException {
    for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
      Path path = root.resolve(entry.getKey());
      switch (entry.getValue()) {
        case Node.Directory _ -> Files.createDirectories(path);
        case Node.SymbolicLink link -> Files.createSymbolicLink(path, Path.of(link.target()));
        case Node.RegularFile file -> {
          Files.createDirectories(path.getParent());
          try (InputStream content = file.content().open()) {
            Files.copy(content, path);
          }
          Files.setPosixFilePermissions(path, permissions(file.attributes().mode()));
          Files.setLastModifiedTime(path, FileTime.fromMillis(file.attributes().mtime() * 1000));
        }
        case Node.HardLink _, Node.Whiteout _, Node.OpaqueDirectory _ ->
            throw new AssertionError(entry.getKey());
      }
    }
  }

  /** Reads the files below {@code folder}; paths are relative to {@code root}. */
  public static FileTree read(Path root, Path folder) throws IOException {
    FileTree.Builder tree = FileTree.builder();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(path -> !path.equals(folder)).toList()) {
        String name = root.relativize(path).toString();
        if (Files.isSymbolicLink(path)) {
          tree.put(
              name,
              new Node.SymbolicLink(
                  new Attributes(0777, 0, 0, 0), Files.readSymbolicLink(path).toString()));
        } else if (Files.isDirectory(path)) {
          tree.put(name, new Node.Directory(attributes(path)));
        } else {
          tree.put(name, new Node.RegularFile(attributes(path), Content.ofFile(path)));
        }
      }
    }
    return tree.build();
  }

  private static Attributes attributes(Path path) throws IOException {
    int mode = (Integer) Files.getAttribute(path, "unix:mode") & 07777;
    return new Attributes(mode, 0, 0, Files.getLastModifiedTime(path).toMillis() / 1000);
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] highestFirst = PosixFilePermission.values();
    for (int i = 0; i < highestFirst.length; i++) {
      if ((mode >> (8 - i) & 1) != 0) {
        set.add(highestFirst[i]);
      }
    }
    return set;
  }
}
