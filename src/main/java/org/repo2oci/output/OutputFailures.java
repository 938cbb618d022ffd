package org.repo2oci.output;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.repo2oci.failure.BuildFailure;

/** What a user is told when an image cannot be written to where it was asked for. */
final class OutputFailures {
  /** Below this many free bytes a failed write is a full disk, whatever the system's language. */
  private static final long NEARLY_FULL = 1 << 20;

  private OutputFailures() {}

  /** A place that was not made for images. */
  static BuildFailure unfit(Destination destination, String reason) {
    return BuildFailure.usage("Cannot write `%s`: %s".formatted(destination.title(), reason))
        .withHint(
            switch (destination) {
              case Destination.OciLayout _ ->
                  "Name a new or empty folder, or one that holds an OCI layout";
              case Destination.OciArchive _, Destination.DockerArchive _ -> "Name a new file";
            });
  }

  /** The failure behind an exception. */
  static BuildFailure of(Destination destination, Path place, long needed, IOException cause) {
    long free = free(place);
    if (saysFull(cause) || free < NEARLY_FULL) {
      return full(destination, needed, free).withCause(cause);
    }
    return BuildFailure.environment(
            "Cannot write `%s`: %s".formatted(destination.title(), reason(cause)))
        .withHint("Name a place that you can write to")
        .withCause(cause);
  }

  static BuildFailure full(Destination destination, long needed, long free) {
    return BuildFailure.environment(
            "Cannot write `%s`: the disk is full".formatted(destination.title()))
        .withDetail("%,d bytes are needed, %,d are free".formatted(needed, free))
        .withHint("Make room, or name a place on another disk");
  }

  /** Free bytes of the disk that a path is on; the largest number where the system is silent. */
  static long free(Path place) {
    for (Path at = place.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        try {
          FileStore disk = Files.getFileStore(at);
          // Some that are no disks have no size at all.
          return disk.getTotalSpace() == 0 ? Long.MAX_VALUE : disk.getUsableSpace();
        } catch (IOException e) {
          return Long.MAX_VALUE;
        }
      }
    }
    return Long.MAX_VALUE;
  }

  private static boolean saysFull(IOException cause) {
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left") || message.contains("quota exceeded");
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case AccessDeniedException denied -> "permission denied at `%s`".formatted(shown(denied));
      case NoSuchFileException missing -> "no file can be made in `%s`".formatted(shown(missing));
      case FileSystemException failed when failed.getReason() != null ->
          "%s at `%s`".formatted(failed.getReason(), shown(failed));
      case IOException other -> String.valueOf(other.getMessage());
    };
  }

  /** Of a file with a hidden name, which nobody asked for, the folder. */
  private static String shown(FileSystemException failed) {
    Path file = Path.of(String.valueOf(failed.getFile()));
    return String.valueOf(NewFile.isHidden(file) ? file.getParent() : file);
  }
}
