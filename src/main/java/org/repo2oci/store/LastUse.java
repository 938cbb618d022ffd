package org.repo2oci.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * Notes what this process uses, in the files' modification times: once for each, so that everything
 * in use by a process was last used after the process began.
 */
record LastUse(Instant since) {
  void note(Path file) {
    try {
      if (of(file).isBefore(since)) {
        Disk.touch(file);
      }
    } catch (IOException e) {
      // Gone meanwhile: whoever opens it sees that.
    }
  }

  static Instant of(Path file) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    return time.toInstant();
  }
}
