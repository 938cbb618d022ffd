package org.repo2oci.registry;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** Spreads requests over time after a first burst, so that a registry's limit is not run into. */
final class Pace {
  private static final int BURST = 60;

  private final long gap;
  private final ReentrantLock lock = new ReentrantLock();
  private long next;

  Pace(int perSecond) {
    this.gap = Duration.ofSeconds(1).toNanos() / perSecond;
    this.next = System.nanoTime() - BURST * gap;
  }

  void await() throws InterruptedException {
    long wait;
    lock.lock();
    try {
      long now = System.nanoTime();
      next = Math.max(next, now - BURST * gap) + gap;
      wait = next - now;
    } finally {
      lock.unlock();
    }
    if (wait > 0) {
      Thread.sleep(Duration.ofNanos(wait));
    }
  }
}
