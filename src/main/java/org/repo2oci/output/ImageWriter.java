package org.repo2oci.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;

/**
 * Writes images as layouts and archives. The same image under the same names is the same bytes;
 * what fails or is killed leaves what was there before.
 */
public final class ImageWriter {
  private static final long PROGRESS_STEP = 512L << 10;

  private final EventSink events;

  public ImageWriter(EventSink events) {
    this.events = events;
  }

  /**
   * Finds out early what would make a later {@link #write} fail: a folder that holds something
   * else, a place that cannot be written.
   *
   * @throws BuildFailure where it would
   */
  public static void check(Destination destination) {
    Path place = place(destination);
    try {
      switch (destination) {
        case Destination.OciLayout layout -> new LayoutWriter(layout).requireFit();
        case Destination.OciArchive(Path file) -> new ArchiveFile(destination, file).requireFit();
        case Destination.DockerArchive(Path file) ->
            new ArchiveFile(destination, file).requireFit();
      }
      requireWritable(destination);
    } catch (IOException e) {
      throw OutputFailures.of(destination, place, 0, e);
    }
  }

  /** The nearest folder that exists has to take new files. */
  private static void requireWritable(Destination destination) {
    Path at = place(destination).toAbsolutePath();
    if (!(destination instanceof Destination.OciLayout) && at.getParent() != null) {
      at = at.getParent();
    }
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    if (!Files.isDirectory(at)) {
      throw OutputFailures.unfit(destination, "`%s` is no folder".formatted(at));
    }
    if (!Files.isWritable(at)) {
      throw OutputFailures.unfit(destination, "`%s` cannot be written to".formatted(at));
    }
  }

  private static Path place(Destination destination) {
    return switch (destination) {
      case Destination.OciLayout(Path folder) -> folder;
      case Destination.OciArchive(Path file) -> file;
      case Destination.DockerArchive(Path file) -> file;
    };
  }

  /**
   * Writes an image.
   *
   * @param names at least one; the tag {@code latest} where a name has none. A layout knows one
   *     image of each tag: of names with the same tag it gets the first
   * @throws BuildFailure where the place holds something else, is not writable or has no room
   */
  public void write(FinishedImage image, List<ImageReference> names, Destination destination) {
    check(destination);
    Path place = place(destination);
    long needed = 0;
    try {
      switch (destination) {
        case Destination.OciLayout layout -> {
          LayoutWriter writer = new LayoutWriter(layout);
          needed = writer.missing(image).stream().mapToLong(Blob::size).sum();
          requireRoom(destination, needed);
          writer.write(image, names, meter(destination.title(), needed));
        }
        case Destination.OciArchive(Path file) -> {
          Archive archive = Archive.oci(image, names);
          needed = archive.size();
          requireRoom(destination, needed);
          new ArchiveFile(destination, file).write(archive, meter(destination.title(), needed));
        }
        case Destination.DockerArchive(Path file) -> {
          Archive archive = Archive.docker(image, names);
          needed = archive.size();
          requireRoom(destination, needed);
          new ArchiveFile(destination, file).write(archive, meter(destination.title(), needed));
        }
      }
    } catch (IOException e) {
      throw OutputFailures.of(destination, place, needed, e);
    }
  }

  /** A disk that is too small fails before anything is written to it. */
  private static void requireRoom(Destination destination, long needed) {
    long free = OutputFailures.free(place(destination));
    if (free < needed) {
      throw OutputFailures.full(destination, needed, free);
    }
  }

  /**
   * Writes what {@code docker load} reads to a stream, such as one to an engine; the stream stays
   * open.
   *
   * @param item names the transfer in events
   */
  public void writeDockerArchive(
      FinishedImage image, List<ImageReference> names, String item, OutputStream out)
      throws IOException {
    Archive archive = Archive.docker(image, names);
    archive.writeTo(out, meter(item, archive.size()));
  }

  private LongConsumer meter(String item, long total) {
    return new LongConsumer() {
      private long done;
      private long told = -PROGRESS_STEP;

      @Override
      public void accept(long bytes) {
        done += bytes;
        if (done - told >= PROGRESS_STEP || done == total) {
          told = done;
          events.accept(new BuildEvent.Progress(BuildEvent.Stage.EXPORT, item, done, total));
        }
      }
    };
  }
}
