package org.repo2oci.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.repo2oci.failure.BuildFailure;

/** What a user is told when the store's disk fails. */
final class StoreFailures {
  /** Below this many free bytes a failed write is a full disk, whatever the system's language. */
  private static final long NEARLY_FULL = 1 << 20;

  private StoreFailures() {}

  static BuildFailure unusable(Path root, IOException cause) {
    return unusable(root, reason(cause)).withCause(cause);
  }

  static BuildFailure unusable(Path root, String reason) {
    return BuildFailure.environment("Cannot use the store `%s`: %s".formatted(root, reason))
        .withHint("Set `XDG_CACHE_HOME` to a folder that you can write to");
  }

  /**
   * The exception to throw for a failed write: a {@link BuildFailure} where the disk is full, else
   * the cause itself is thrown.
   *
   * @param needed bytes that were still to be written, at least
   */
  static BuildFailure full(Path root, long needed, IOException cause) throws IOException {
    long free = free(root);
    if (!saysFull(cause) && free > Math.max(NEARLY_FULL, needed)) {
      throw cause;
    }
    return full(root, needed, free).withCause(cause);
  }

  static BuildFailure full(Path root, long needed, long free) {
    return BuildFailure.environment(
            "Cannot write to the store `%s`: the disk is full".formatted(root))
        .withDetail("at least %,d bytes are needed, %,d are free".formatted(needed, free))
        .withHint("Make room, for example with `repo2oci cache prune`");
  }

  /** Free bytes of the store's disk; the largest number where the system does not say. */
  static long free(Path root) {
    try {
      return Files.getFileStore(root).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  private static boolean saysFull(IOException cause) {
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left") || message.contains("quota exceeded");
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (cause instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason();
    }
    return String.valueOf(cause.getMessage());
  }
}
