package org.repo2oci.fetch;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import org.repo2oci.failure.BuildFailure;

/** Does the same work once, however many ask for it at the same time. */
final class SingleFlight<K, V> {
  private final ConcurrentMap<K, CompletableFuture<V>> running = new ConcurrentHashMap<>();

  V once(K key, Retry.Attempt<V> work) throws IOException, InterruptedException {
    while (true) {
      CompletableFuture<V> mine = new CompletableFuture<>();
      CompletableFuture<V> other = running.putIfAbsent(key, mine);
      if (other == null) {
        return fly(key, mine, work);
      }
      try {
        return other.get();
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case BuildFailure failure -> throw failure;
          case IOException failure -> throw new IOException(failure.getMessage(), failure);
          case null, default -> {
            // the other was interrupted, or has a bug: this one does the work itself
          }
        }
      }
    }
  }

  private V fly(K key, CompletableFuture<V> mine, Retry.Attempt<V> work)
      throws IOException, InterruptedException {
    try {
      V value = work.run();
      mine.complete(value);
      return value;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      running.remove(key, mine);
    }
  }
}
