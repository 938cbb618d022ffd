package org.repo2oci.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Writes an archive to a file, which appears whole or not at all. */
final class ArchiveFile {
  private final Destination destination;
  private final Path file;

  ArchiveFile(Destination destination, Path file) {
    this.destination = destination;
    this.file = file;
  }

  /**
   * Makes sure that the name is free or that of an ordinary file.
   *
   * @throws org.repo2oci.failure.BuildFailure where it is something else
   */
  void requireFit() {
    if (Files.isDirectory(file)) {
      throw OutputFailures.unfit(destination, "it is a folder");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // The archive takes the name from what has it: a device must keep its own.
      throw OutputFailures.unfit(destination, "it is no ordinary file");
    }
    if (Files.isSymbolicLink(file) && !Files.exists(file)) {
      throw OutputFailures.unfit(destination, "it is a link to nothing");
    }
  }

  void write(Archive archive, LongConsumer meter) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    NewFile.write(target, out -> archive.writeTo(out, meter));
  }
}
