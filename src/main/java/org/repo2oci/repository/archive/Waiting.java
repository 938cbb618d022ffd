package org.repo2oci.repository.archive;

import java.time.Duration;

/**
 * How an archive that has to prepare files is waited for.
 *
 * @param pause between two questions
 * @param limit of all of them
 */
record Waiting(Duration pause, Duration limit) {
  /** Hydroshare packs a resource when it is asked for it. */
  static final Waiting BAG = new Waiting(Duration.ofSeconds(10), Duration.ofSeconds(120));

  /** Software Heritage gathers a folder's files from its storage, one by one. */
  static final Waiting VAULT = new Waiting(Duration.ofSeconds(5), Duration.ofHours(1));

  /** Sleeps; false where the time is over. */
  boolean goOn(long begin) throws InterruptedException {
    if (System.nanoTime() - begin + pause.toNanos() > limit.toNanos()) {
      return false;
    }
    Thread.sleep(pause);
    return true;
  }
}
