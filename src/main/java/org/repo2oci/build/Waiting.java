package org.repo2oci.build;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.repo2oci.failure.Awaited;

/** Waits for work of other threads, and throws what it threw as it was. */
final class Waiting {
  private Waiting() {}

  /** Work on one thing. */
  @FunctionalInterface
  interface Work<T, R> {
    R on(T one) throws IOException, InterruptedException;
  }

  /** Works on all at once, and waits; where one fails the others are given up. */
  static <T, R> List<R> onEach(Collection<T> all, Work<T, R> work)
      throws IOException, InterruptedException {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        List<Future<R>> running = new ArrayList<>();
        all.forEach(one -> running.add(executor.submit(() -> work.on(one))));
        return forAll(running);
      } finally {
        executor.shutdownNow();
      }
    }
  }

  /** Waits for all; where one fails the others are given up. */
  static <T> List<T> forAll(List<Future<T>> running) throws IOException, InterruptedException {
    try {
      return each(running);
    } finally {
      running.forEach(future -> future.cancel(true));
    }
  }

  /** Waits for work that others wait for too. */
  static <T> List<T> each(List<Future<T>> running) throws IOException, InterruptedException {
    List<T> results = new ArrayList<>();
    for (Future<T> future : running) {
      results.add(Awaited.result(future));
    }
    return results;
  }
}
