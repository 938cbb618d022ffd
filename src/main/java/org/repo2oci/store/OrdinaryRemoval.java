package org.repo2oci.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Removes a directory with the rights of this process. */
final class OrdinaryRemoval {
  private OrdinaryRemoval() {}

  static void remove(Path file) throws IOException {
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      for (Path child : children(file)) {
        remove(child);
      }
    }
    Files.deleteIfExists(file);
  }

  private static List<Path> children(Path folder) throws IOException {
    try {
      if (!Files.isReadable(folder) || !Files.isWritable(folder) || !Files.isExecutable(folder)) {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      }
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        List<Path> children = new ArrayList<>();
        stream.forEach(children::add);
        return children;
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
