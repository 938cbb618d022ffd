package org.repo2oci.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.repo2oci.image.Digest;

/**
 * Directories that are made once for a key.
 *
 * <p>What the maker writes is not made durable file by file, which would cost more than making it.
 * Instead a directory counts only until the machine starts anew: after a power loss, or in a cache
 * that was carried to another machine and may have lost its owners, it is made again.
 */
record Directories(StoreLayout layout, TemporaryArea temporary, LastUse lastUse, String boot) {
  private static final String CONTENT = "content";
  static final String MADE = "made";

  /** Names the time since the machine started; the same in all containers of one machine. */
  static String currentBoot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  Optional<Path> find(String kind, Digest key) {
    Path outer = layout.directory(kind, key);
    Path made = outer.resolve(MADE);
    lastUse.note(made);
    try {
      return Files.readString(made).equals(boot)
          ? Optional.of(outer.resolve(CONTENT))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  Path make(String kind, Digest key, Store.DirectoryMaker maker) throws IOException {
    Optional<Path> found = find(kind, key);
    if (found.isPresent()) {
      return found.get();
    }
    Path lock = layout.lock(kind, key);
    Files.createDirectories(layout.root().resolve("locks"));
    try (StoreLock _ = StoreLock.acquire(lock)) {
      Optional<Path> byAnother = find(kind, key);
      return byAnother.isPresent() ? byAnother.get() : fill(layout.directory(kind, key), maker);
    }
  }

  private Path fill(Path target, Store.DirectoryMaker maker) throws IOException {
    // The outer folder stays ours whatever owner the maker gives to the content, and can be
    // renamed.
    Path outer = temporary.newPath("directory");
    try {
      Path content = Files.createDirectories(outer.resolve(CONTENT));
      maker.fill(content);
      Disk.write(outer.resolve(MADE), boot.getBytes(StandardCharsets.UTF_8));
      if (Files.exists(target)) {
        temporary.take(target);
      }
      Disk.publish(outer, target);
    } catch (IOException e) {
      temporary.remove(outer);
      throw StoreFailures.full(layout.root(), 1, e);
    } catch (RuntimeException | Error e) {
      temporary.remove(outer);
      throw e;
    }
    temporary.removeTaken();
    return target.resolve(CONTENT);
  }
}
