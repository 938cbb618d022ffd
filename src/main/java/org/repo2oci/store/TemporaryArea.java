package org.repo2oci.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where this process writes before it publishes. A folder in it belongs to one process, which holds
 * a lock on the file {@code alive} in it for as long as it lives: the system drops the lock when
 * the process ends, however it ends, and also where the processes are of several containers. What
 * has no such lock is removed by whoever opens the store next.
 */
final class TemporaryArea {
  private static final String ALIVE = "alive";
  private static final AtomicLong STORES = new AtomicLong();

  /** This program's, before it touched a store; the process may have run another one before. */
  @SuppressWarnings("TimeInStaticInitializer") // the time of loading is what is wanted
  private static final Instant PROCESS_START = Instant.now();

  private static final String PROCESS =
      "%d-%d-".formatted(ProcessHandle.current().pid(), PROCESS_START.toEpochMilli());

  private final StoreLayout layout;
  private final DirectoryRemover remover;
  private final Path own;
  private final AtomicLong names = new AtomicLong();

  /** Held, never read: closing it would say that this process has ended. */
  @SuppressWarnings({"unused", "FieldCanBeLocal"})
  private final FileChannel alive;

  private TemporaryArea(StoreLayout layout, DirectoryRemover remover, Path own, FileChannel alive) {
    this.layout = layout;
    this.remover = remover;
    this.own = own;
    this.alive = alive;
  }

  /** Makes this process's folder, and removes those of processes that have ended. */
  static TemporaryArea open(StoreLayout layout, DirectoryRemover remover) throws IOException {
    Files.createDirectories(layout.temporary());
    TemporaryArea area;
    boolean stale;
    try (StoreLock _ = StoreLock.acquire(layout.temporary().resolve("lock"))) {
      Path own = layout.temporary().resolve(PROCESS + STORES.incrementAndGet());
      Files.createDirectory(own);
      area = new TemporaryArea(layout, remover, own, keepAlive(own));
      stale = area.takeStale();
    }
    if (stale) {
      area.removeTaken();
    }
    return area;
  }

  private static FileChannel keepAlive(Path own) throws IOException {
    FileChannel channel =
        FileChannel.open(
            own.resolve(ALIVE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      channel.lock();
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** A path in this process's folder that nothing has yet. */
  Path newPath(String what) {
    return own.resolve(what + "-" + names.incrementAndGet());
  }

  /** Everything that was touched since is in use by this process. */
  static Instant processStart() {
    return PROCESS_START;
  }

  /** The starts of the other processes that have the store open; asked under the area's lock. */
  List<Instant> othersAlive() throws IOException {
    List<Instant> starts = new ArrayList<>();
    for (Path folder : folders()) {
      if (isOfOther(folder) && isAlive(folder)) {
        starts.add(startOf(folder));
      }
    }
    return starts;
  }

  /** Holds off processes that want to open the store. */
  StoreLock lock() throws IOException {
    return StoreLock.acquire(layout.temporary().resolve("lock"));
  }

  /** Moves something into this process's folder, for {@link #removeTaken()}. */
  Path take(Path file) throws IOException {
    Path taken = newPath("taken");
    Disk.moveAway(file, taken);
    return taken;
  }

  /** Removes what was taken; what cannot be removed now stays for a later process. */
  void removeTaken() {
    try (DirectoryStream<Path> taken = Files.newDirectoryStream(own, "taken-*")) {
      for (Path file : taken) {
        remove(file);
      }
    } catch (IOException e) {
      // It is looked at again when the store is opened next.
    }
  }

  /** Removes a file or directory of this area, as far as this machine lets it. */
  void remove(Path file) {
    try {
      remover.remove(file);
    } catch (IOException e) {
      // The folder becomes stale with this process, and is then tried again.
    }
  }

  private boolean takeStale() throws IOException {
    boolean any = false;
    for (Path folder : folders()) {
      if (isOfOther(folder) && !isAlive(folder)) {
        take(folder);
        any = true;
      }
    }
    return any;
  }

  private List<Path> folders() throws IOException {
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(layout.temporary(), Files::isDirectory)) {
      List<Path> folders = new ArrayList<>();
      stream.forEach(folders::add);
      return folders;
    }
  }

  /** Opening and closing a lock file of this very process would drop its lock. */
  private static boolean isOfOther(Path folder) {
    return !String.valueOf(folder.getFileName()).startsWith(PROCESS);
  }

  private static boolean isAlive(Path folder) throws IOException {
    Path alive = folder.resolve(ALIVE);
    if (!Files.exists(alive)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(alive, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    }
  }

  private static Instant startOf(Path folder) {
    String[] parts = String.valueOf(folder.getFileName()).split("-", -1);
    try {
      return Instant.ofEpochMilli(Long.parseLong(parts[1]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return Instant.EPOCH;
    }
  }
}
