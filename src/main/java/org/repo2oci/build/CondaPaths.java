package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.link.CondaPrefix;
import org.repo2oci.conda.link.PackagePaths;
import org.repo2oci.conda.link.PathLists;
import org.repo2oci.lock.CondaEnvironment;

/** What the packages of an environment have where, known before they are linked. */
record CondaPaths(Workshop workshop, CondaArchives archives) {
  /** In the order of the packages; read from the archives that the store does not know yet. */
  List<PackagePaths> of(CondaEnvironment environment, CondaPrefix prefix)
      throws IOException, InterruptedException {
    PathLists lists = new PathLists(workshop.store(), prefix);
    Semaphore reading = new Semaphore(workshop.threads() + 1);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        List<Future<PackagePaths>> running = new ArrayList<>();
        for (LockedConda locked : environment.packages()) {
          running.add(executor.submit(() -> paths(lists, locked, reading)));
        }
        return Waiting.forAll(running);
      } finally {
        executor.shutdownNow();
      }
    }
  }

  private PackagePaths paths(PathLists lists, LockedConda locked, Semaphore reading)
      throws IOException, InterruptedException {
    Optional<PackagePaths> known = lists.known(locked);
    if (known.isPresent()) {
      return known.get();
    }
    Path archive = archives.get(locked);
    reading.acquire();
    try {
      return lists.get(locked, archive);
    } finally {
      reading.release();
    }
  }
}
