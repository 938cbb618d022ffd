package org.repo2oci.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.repo2oci.image.ImageReference;

/**
 * Adds images to a layout in a folder. Its index changes last and in one step, so that a reader
 * finds the images from before or those and the new one.
 */
final class LayoutWriter {
  /** A file lock is one of the process: threads of one keep each other out with this. */
  private static final ReentrantLock WRITING = new ReentrantLock();

  private final Destination.OciLayout destination;
  private final Path folder;

  LayoutWriter(Destination.OciLayout destination) {
    this.destination = destination;
    this.folder = destination.folder();
  }

  /**
   * Makes sure that the folder is new, empty or a layout.
   *
   * @throws org.repo2oci.failure.BuildFailure where it is something else
   */
  void requireFit() throws IOException {
    if (!Files.exists(folder) || isLayout()) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw OutputFailures.unfit(destination, "it is no folder");
    }
    try (Stream<Path> files = Files.list(folder)) {
      // Asked again: another writer may have begun meanwhile.
      if (files.findAny().isPresent() && !isLayout()) {
        throw OutputFailures.unfit(destination, "the folder holds something else");
      }
    }
  }

  private boolean isLayout() {
    return Files.isRegularFile(folder.resolve(LayoutFiles.MARKER));
  }

  /** The bytes that are to be written: what the folder has not got yet. */
  List<Blob> missing(FinishedImage image) throws IOException {
    List<Blob> missing = new ArrayList<>();
    for (Blob blob : image.blobs()) {
      Path file = folder.resolve(blob.path());
      if (!Files.isRegularFile(file) || Files.size(file) != blob.size()) {
        missing.add(blob);
      }
    }
    return missing;
  }

  void write(FinishedImage image, List<ImageReference> names, LongConsumer meter)
      throws IOException {
    WRITING.lock();
    try {
      Path marker = Files.createDirectories(folder).resolve(LayoutFiles.MARKER);
      try (FileChannel channel =
              FileChannel.open(marker, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = lock(channel)) {
        // It comes first: a folder whose first writer was killed is a layout without images. It is
        // never replaced, since it is what writers lock.
        if (channel.size() == 0) {
          channel.write(ByteBuffer.wrap(LayoutFiles.marker()));
        }
        NewFile.removeLeftovers(folder);
        NewFile.removeLeftovers(Files.createDirectories(folder.resolve(LayoutFiles.BLOBS)));
        add(image, names, meter);
      }
    } finally {
      WRITING.unlock();
    }
  }

  /** Waits for other processes; there are file systems that know no locks. */
  private static @Nullable FileLock lock(FileChannel channel) {
    try {
      return channel.lock();
    } catch (IOException e) {
      return null;
    }
  }

  private void add(FinishedImage image, List<ImageReference> names, LongConsumer meter)
      throws IOException {
    List<Path> added = new ArrayList<>();
    Path index = folder.resolve(LayoutFiles.INDEX);
    boolean whole = false;
    try {
      LayoutIndex before = index(index);
      for (Blob blob : missing(image)) {
        Path file = folder.resolve(blob.path());
        NewFile.write(file, out -> blob.copyTo(out, meter));
        added.add(file);
      }
      byte[] after = before.with(image, names).bytes();
      NewFile.write(index, out -> out.write(after));
      whole = true;
    } finally {
      if (!whole) {
        for (Path file : added) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private LayoutIndex index(Path file) throws IOException {
    if (!Files.exists(file)) {
      return LayoutIndex.empty();
    }
    try {
      return LayoutIndex.read(Files.readAllBytes(file));
    } catch (IllegalArgumentException e) {
      throw OutputFailures.unfit(destination, String.valueOf(e.getMessage()));
    }
  }
}
