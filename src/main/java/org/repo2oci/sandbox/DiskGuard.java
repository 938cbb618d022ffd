package org.repo2oci.sandbox;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Ends a step that fills the disk, while there is still room for everybody else. A filesystem that
 * does not say how much room it has is not watched.
 */
final class DiskGuard implements AutoCloseable {
  /** Room that is left to others. */
  private static final long RESERVE = 1L << 30;

  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Thread watcher;
  private volatile boolean full;

  private DiskGuard(Path folder, Runnable end) {
    this.watcher = Thread.ofVirtual().name("free space").unstarted(() -> watch(folder, end));
  }

  /**
   * Watches the disk of a folder.
   *
   * @param end called once, where the disk is full
   */
  static DiskGuard of(Path folder, Runnable end) {
    DiskGuard guard = new DiskGuard(folder, end);
    guard.watcher.start();
    return guard;
  }

  private void watch(Path folder, Runnable end) {
    try {
      FileStore disk = Files.getFileStore(folder);
      // On a disk that is nearly full already a step may still use half of what is left.
      long reserve = Math.min(RESERVE, disk.getUsableSpace() / 2);
      while (disk.getUsableSpace() >= reserve) {
        Thread.sleep(PAUSE);
      }
      full = true;
      end.run();
    } catch (IOException e) {
      // Nobody can say how full it is; the step's own writes will fail.
    } catch (InterruptedException e) {
      // The step has ended.
    }
  }

  boolean isFull() {
    return full;
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
