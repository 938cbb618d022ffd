package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.Lock;
import org.repo2oci.lock.LockFile;
import org.repo2oci.plan.PreviousImage;
import org.repo2oci.repository.RepositorySource;
import org.repo2oci.store.Store;

/**
 * The locks that a new one may keep to: of the image under the tag, of images that the user named,
 * and what the store remembers.
 */
final class EarlierLocks {
  /** By what they were made from. */
  private static final String KIND = "lock";

  /** The last one of a repository. */
  private static final String LAST = "last-lock";

  private final Store store;
  private final BuildRequest request;
  private final List<Lock> ofImages;

  EarlierLocks(Store store, BuildRequest request, List<PreviousImage> previous) {
    this.store = store;
    this.request = request;
    this.ofImages = previous.stream().flatMap(image -> image.lock().stream()).toList();
  }

  /**
   * The lock of the very same inputs. Where there is an image before this one, a lock that another
   * repository got for these inputs is none: it could move what the image has.
   */
  Optional<Lock> same(Digest inputs, Instant now) {
    Optional<Lock> ofImage = same(ofImages, inputs, now);
    // Reading a lock takes a while: that of the store is read only where it is wanted.
    return ofImage.isPresent() ? ofImage : same(ofStore(inputs).stream().toList(), inputs, now);
  }

  private Optional<Lock> ofStore(Digest inputs) {
    return ofImages.isEmpty() ? read(KIND, inputs) : read(LAST, repository());
  }

  private Optional<Lock> same(List<Lock> known, Digest inputs, Instant now) {
    return known.stream()
        .filter(this::isForPlatform)
        .filter(lock -> mayKeep(lock, now) && lock.inputs().equals(inputs))
        .findFirst();
  }

  /** The last one, which a new lock is compared with. */
  Optional<Lock> last() {
    List<Lock> known = new ArrayList<>(ofImages);
    read(LAST, repository()).ifPresent(known::add);
    return known.stream().filter(this::isForPlatform).findFirst();
  }

  /** Whether a lock, or what is in it, may be kept. */
  boolean mayKeep(Lock lock, Instant now) {
    return request.reuse().policy().mayKeep(lock, now);
  }

  private boolean isForPlatform(Lock lock) {
    return lock.platform().equals(request.platform());
  }

  /** Remembers a lock that was kept, where the store does not know one of its inputs. */
  void rememberKept(Lock lock) throws IOException {
    if (store.record(KIND, lock.inputs()).isEmpty()) {
      remember(lock);
    }
  }

  void remember(Lock lock) throws IOException {
    byte[] text = LockFile.write(lock);
    put(KIND, lock.inputs(), text);
    put(LAST, repository(), text);
  }

  /** A write waits for the disk, which a build where nothing changed need not. */
  private void put(String kind, Digest key, byte[] text) throws IOException {
    if (store.record(kind, key).filter(known -> Arrays.equals(known, text)).isEmpty()) {
      store.putRecord(kind, key, text);
    }
  }

  /** One that an older release wrote in another form is none. */
  private Optional<Lock> read(String kind, Digest key) {
    try {
      return store.record(kind, key).map(text -> LockFile.read(text, "of the store"));
    } catch (BuildFailure unreadable) {
      return Optional.empty();
    }
  }

  private Digest repository() {
    String text =
        String.join(
            "\n",
            "last lock 1",
            RepositorySource.parse(request.repository()).display(),
            request.subdirectory().orElse(""),
            request.platform().toString(),
            request.baseImage().map(image -> image.name()).orElse(""));
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
