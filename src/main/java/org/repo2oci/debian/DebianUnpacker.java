package org.repo2oci.debian;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.Awaited;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.store.StoredBlob;

/** Downloads locked packages and unpacks them, several at once. */
public final class DebianUnpacker {
  private static final int DOWNLOADS = 12;

  private final Fetcher fetcher;
  private final DebianMirror mirror;
  private final DebInstaller installer;
  private final Semaphore downloads = new Semaphore(DOWNLOADS);
  private final Semaphore unpackings =
      new Semaphore(Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8));

  public DebianUnpacker(Fetcher fetcher, DebianMirror mirror, DebInstaller installer) {
    this.fetcher = fetcher;
    this.mirror = mirror;
    this.installer = installer;
  }

  /**
   * Unpacks packages, in the order in which they are given.
   *
   * @param lock that they are of
   * @param scratch holds their contents; the trees are of no use once it is gone
   */
  public List<UnpackedDeb> unpack(LockedDebian lock, List<LockedDeb> packages, Path scratch)
      throws IOException, InterruptedException {
    List<UnpackedDeb> unpacked = new ArrayList<>();
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<Future<UnpackedDeb>> running = new ArrayList<>();
      for (LockedDeb locked : packages) {
        running.add(executor.submit(() -> unpack(lock, locked, scratch)));
      }
      for (Future<UnpackedDeb> future : running) {
        unpacked.add(Awaited.result(future));
      }
    } finally {
      executor.shutdownNow();
      executor.close();
    }
    return unpacked;
  }

  /** Downloads one package, where the store does not have it, and unpacks it. */
  public UnpackedDeb unpack(LockedDebian lock, LockedDeb locked, Path scratch)
      throws IOException, InterruptedException {
    StoredBlob archive;
    downloads.acquire();
    try {
      archive = fetcher.download(download(lock, locked));
    } finally {
      downloads.release();
    }
    unpackings.acquire();
    try {
      return installer.unpack(locked, archive.file(), scratch);
    } finally {
      unpackings.release();
    }
  }

  private Download download(LockedDebian lock, LockedDeb locked) {
    DebianIndex index = lock.indexOf(locked);
    URI root =
        mirror
            .root(index.archive())
            .orElseThrow(() ->
                BuildFailure.environment(
                        "Cannot download the Debian package `%s`: no security archive is known"
                            .formatted(locked))
                    .withHint("Give the mirror as `URI,SECURITY-URI`"));
    return new Download(
        Stage.DOWNLOAD,
        locked.toString(),
        root.resolve(locked.path()),
        Optional.of(locked.sha256()),
        Optional.of(locked.size()));
  }
}
