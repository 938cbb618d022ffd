package org.repo2oci.fetch;

import java.time.Duration;

/** Ends a transfer in which nothing has moved for too long, or which has run for too long. */
public final class StallGuard implements AutoCloseable {
  private final long idle;
  private final long end;
  private final Thread watcher;
  private volatile long last = System.nanoTime();
  private volatile boolean fired;

  /**
   * Starts the watch.
   *
   * @param idle the longest time between two calls of {@link #moved}
   * @param total the longest time of all
   * @param stop makes the transfer fail; called once, from another thread
   */
  public StallGuard(Duration idle, Duration total, Runnable stop) {
    this.idle = idle.toNanos();
    this.end = System.nanoTime() + total.toNanos();
    this.watcher = Thread.ofVirtual().name("stall-guard").start(() -> watch(stop));
  }

  private void watch(Runnable stop) {
    try {
      long left = left();
      while (left > 0) {
        Thread.sleep(Duration.ofNanos(left));
        left = left();
      }
      fired = true;
      stop.run();
    } catch (InterruptedException e) {
      // closed: the transfer ended by itself
    }
  }

  private long left() {
    long now = System.nanoTime();
    return Math.min(last + idle, end) - now;
  }

  public void moved() {
    last = System.nanoTime();
  }

  /** Whether the transfer was ended by this guard. */
  public boolean fired() {
    return fired;
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
