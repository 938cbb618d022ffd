package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;
import org.repo2oci.lock.Base;
import org.repo2oci.lock.Lock;
import org.repo2oci.lock.LockFile;

/** The lock that the user gave: it decides everything, so nothing else may say otherwise. */
final class GivenLock {
  private static final long LARGEST = 64L << 20;

  private GivenLock() {}

  /** The request's lock; empty where packages are to be decided. */
  static Optional<Lock> of(BuildRequest request, EventSink events) throws IOException {
    if (request.lock().isEmpty()) {
      return Optional.empty();
    }
    Path file = request.lock().get();
    Lock lock = read(file);
    requirePlatform(lock, file, request);
    request.baseImage().ifPresent(wanted -> requireBase(lock, file, wanted));
    events.accept(
        new BuildEvent.Noted(
            Stage.RESOLVE, "Using the lock `%s` of %s".formatted(file, lock.created())));
    return Optional.of(lock);
  }

  private static Lock read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw BuildFailure.input("Cannot read the lock `%s`: there is no such file".formatted(file))
          .withHint("`repo2oci lock REPO -o %s` writes it".formatted(file));
    }
    if (Files.size(file) > LARGEST) {
      throw BuildFailure.input(
              "Cannot read the lock `%s`: it is larger than 64 MiB".formatted(file))
          .withHint("Give a file that `repo2oci lock` wrote");
    }
    return LockFile.read(Files.readAllBytes(file), file.toString());
  }

  private static void requirePlatform(Lock lock, Path file, BuildRequest request) {
    if (!lock.platform().equals(request.platform())) {
      throw BuildFailure.input(
              "Cannot use the lock `%s`: it is for `%s`, not for `%s`"
                  .formatted(file, lock.platform(), request.platform()))
          .withHint("Give `--platform %s`, or lock again".formatted(lock.platform()));
    }
  }

  private static void requireBase(Lock lock, Path file, ImageReference wanted) {
    String locked =
        switch (lock.base()) {
          case Base.Debian _ -> "Debian packages";
          case Base.Image image when image.reference().equals(wanted) -> "";
          case Base.Image image -> "`%s`".formatted(image.reference());
        };
    if (!locked.isEmpty()) {
      throw BuildFailure.input(
              "Cannot use the lock `%s`: it stands on %s, not on `%s`"
                  .formatted(file, locked, wanted))
          .withHint("Leave out `--base-image`, or lock again with it");
    }
  }
}
