package org.repo2oci.registry;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.repo2oci.failure.Awaited;

/** Runs tasks in virtual threads; the first failure ends the others. */
final class Parallel {
  private Parallel() {}

  /** What is run for each. */
  @FunctionalInterface
  interface Task<T> {
    void run(T one) throws IOException, InterruptedException;
  }

  static <T> void forEach(List<T> all, int limit, Task<T> task)
      throws IOException, InterruptedException {
    Semaphore permits = new Semaphore(limit, true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletionService<T> done = new ExecutorCompletionService<>(threads);
      for (T one : all) {
        done.submit(() -> {
          permits.acquire();
          try {
            task.run(one);
            return one;
          } finally {
            permits.release();
          }
        });
      }
      try {
        for (int i = 0; i < all.size(); i++) {
          Awaited.result(done.take());
        }
      } finally {
        // Those that are done do not mind.
        threads.shutdownNow();
      }
    }
  }
}
