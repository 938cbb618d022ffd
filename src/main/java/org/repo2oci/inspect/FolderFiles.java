package org.repo2oci.inspect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The files of a layout in a folder. */
record FolderFiles(Path folder) implements ImageFiles {
  @Override
  public OptionalLong size(String path) {
    Path file = folder.resolve(path);
    try {
      return Files.isRegularFile(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte[] read(String path) throws IOException {
    return Files.readAllBytes(folder.resolve(path));
  }

  @Override
  public Path extracted(String path) {
    return folder.resolve(path);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
