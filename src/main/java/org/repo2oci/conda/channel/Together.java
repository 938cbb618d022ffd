package org.repo2oci.conda.channel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.repo2oci.failure.Awaited;

/** Runs several things at once; the first failure ends the others. */
final class Together {
  private Together() {}

  /** The results, in the order of the tasks. */
  static <T> List<T> run(List<Callable<T>> tasks) throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = tasks.stream().map(threads::submit).toList();
      try {
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
          results.add(Awaited.result(future));
        }
        return results;
      } finally {
        // Those that are done do not mind.
        futures.forEach(future -> future.cancel(true));
      }
    }
  }
}
