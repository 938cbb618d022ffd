package org.repo2oci.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.repo2oci.image.Digest;

/** Walks over all that is published in the store. */
record EntryScan(StoreLayout layout) {
  static final String BLOBS = "blobs";

  private static final int HEX_DIGITS = 64;

  List<StoreEntry> entries() throws IOException {
    List<StoreEntry> entries = new ArrayList<>();
    for (Path folder : children(layout.blobs())) {
      add(entries, BLOBS, folder);
    }
    for (Path kind : children(layout.records())) {
      add(entries, "records/" + kind.getFileName(), kind);
    }
    for (Path kind : children(layout.directories())) {
      add(entries, "directories/" + kind.getFileName(), kind);
    }
    entries.sort(Comparator.comparing(StoreEntry::kind).thenComparing(StoreEntry::key));
    return entries;
  }

  private static void add(List<StoreEntry> entries, String kind, Path folder) throws IOException {
    for (Path file : children(folder)) {
      String name = String.valueOf(file.getFileName());
      try {
        Digest key = new Digest(name.substring(0, Math.min(HEX_DIGITS, name.length())));
        Path used = Files.isDirectory(file) ? file.resolve(Directories.MADE) : file;
        entries.add(new StoreEntry(kind, key, size(file), LastUse.of(used), file));
      } catch (IllegalArgumentException | NoSuchFileException e) {
        // Not ours, or removed since it was listed.
      }
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      List<Path> children = new ArrayList<>();
      stream.forEach(children::add);
      return children;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }

  /** The bytes of all regular files; folders of other owners that cannot be read count nothing. */
  private static long size(Path file) throws IOException {
    long[] sum = new long[1];
    Files.walkFileTree(
        file,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path visited, BasicFileAttributes attributes) {
            sum[0] += attributes.isRegularFile() ? attributes.size() : 0;
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path visited, IOException failed) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failed) {
            return FileVisitResult.CONTINUE;
          }
        });
    return sum[0];
  }
}
