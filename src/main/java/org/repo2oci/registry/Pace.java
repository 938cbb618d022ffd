package org.repo2oci.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Spreads requests over time after a first burst, so that a registry's limit is not run into. Where
 * it is run into all the same, everybody waits, and goes on more slowly: each request that is
 * refused counts against the next ones.
 */
final class Pace {
  private static final int BURST = 40;
  private static final long SLOWEST = Duration.ofSeconds(1).toNanos();
  private static final long FIRST_GAP = Duration.ofMillis(10).toNanos();
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(90);

  private final long usual;
  private final ReentrantLock lock = new ReentrantLock();
  private long gap;
  private int burst = BURST;
  private long next;
  private long quiet;

  Pace(int perSecond) {
    this.usual = Duration.ofSeconds(1).toNanos() / perSecond;
    this.gap = usual;
    this.next = System.nanoTime() - BURST * gap;
    this.quiet = next;
  }

  void await() throws InterruptedException {
    long wait;
    lock.lock();
    try {
      long now = System.nanoTime();
      next = Math.max(next, now - burst * gap) + gap;
      wait = next - now;
    } finally {
      lock.unlock();
    }
    if (wait > 0) {
      Thread.sleep(Duration.ofNanos(wait));
    }
  }

  /**
   * Hears that the registry has had too many requests.
   *
   * @param after the pause that it asks for
   */
  void refused(Optional<Duration> after) {
    lock.lock();
    try {
      long now = System.nanoTime();
      Duration pause = after.orElse(PAUSE);
      if (now - quiet < 0 && after.isEmpty()) {
        // One of those that were under way when the first was refused.
        return;
      }
      quiet = now + (pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause).toNanos();
      gap = Math.min(SLOWEST, Math.max(FIRST_GAP, gap * 2));
      burst = 1;
      next = Math.max(next, quiet);
    } finally {
      lock.unlock();
    }
  }

  /** Hears that a request went well: slowly back to the usual pace. */
  void accepted() {
    lock.lock();
    try {
      gap = Math.max(usual, gap - gap / 64);
    } finally {
      lock.unlock();
    }
  }
}
