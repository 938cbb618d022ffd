package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;
import org.repo2oci.lock.Lock;
import org.repo2oci.lock.LockFile;
import org.repo2oci.plan.PreviousImage;
import org.repo2oci.registry.ImagePuller;
import org.repo2oci.registry.RemoteImage;

/**
 * Reads the images that a build may take layers and decisions from: for each its manifest, its
 * configuration, and the one small layer that has the lock. Nothing of this is needed: what cannot
 * be used is said and left out.
 */
final class PreviousImages {
  private final Workshop workshop;
  private final Platform platform;
  private final ImagePuller puller;

  PreviousImages(Workshop workshop, Platform platform) {
    this.workshop = workshop;
    this.platform = platform;
    this.puller = new ImagePuller(workshop.registries(), workshop.store(), workshop.events());
  }

  /**
   * The images, the most trusted ones first: those under the tags that are pushed to, of each
   * repository the first that there is, then those that the user named.
   *
   * @throws BuildFailure where the registry that is pushed to cannot be reached, or wants a login
   */
  static List<PreviousImage> read(Workshop workshop, Platform platform, ReuseRequest reuse)
      throws IOException, InterruptedException {
    if (reuse.targets().isEmpty() && reuse.from().isEmpty()) {
      return List.of();
    }
    return new PreviousImages(workshop, platform).read(reuse);
  }

  /** Begins to read; meanwhile other work is done. */
  static Reading begin(Workshop workshop, BuildRequest request) {
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    return new Reading(
        executor, executor.submit(() -> read(workshop, request.platform(), request.reuse())));
  }

  /** Images on their way; to be closed when they are not wanted any more. */
  record Reading(ExecutorService executor, Future<List<PreviousImage>> images)
      implements AutoCloseable {
    List<PreviousImage> get() throws IOException, InterruptedException {
      return Waiting.each(List.of(images)).getFirst();
    }

    @Override
    public void close() {
      executor.shutdownNow();
      executor.close();
    }
  }

  private List<PreviousImage> read(ReuseRequest reuse) throws IOException, InterruptedException {
    Map<String, List<ImageReference>> tags = new LinkedHashMap<>();
    reuse
        .targets()
        .forEach(tag -> tags.computeIfAbsent(tag.name(), _ -> new ArrayList<>()).add(tag));
    List<Read> wanted = new ArrayList<>();
    tags.values().forEach(ofRepository -> wanted.add(() -> firstOf(ofRepository)));
    reuse.from().forEach(image -> wanted.add(() -> named(image)));
    List<PreviousImage> found = new ArrayList<>();
    Waiting.onEach(wanted, Read::image).forEach(one -> one.ifPresent(found::add));
    return found;
  }

  /** One that may not be there. */
  @FunctionalInterface
  private interface Read {
    Optional<PreviousImage> image() throws IOException, InterruptedException;
  }

  private Optional<PreviousImage> firstOf(List<ImageReference> tags)
      throws IOException, InterruptedException {
    for (ImageReference tag : tags) {
      Optional<RemoteImage> image;
      try {
        image = puller.pushedBefore(tag, List.of(), platform);
      } catch (BuildFailure failure) {
        if (failure.kind() == BuildFailure.Kind.ENVIRONMENT && !isUnusable(failure)) {
          throw failure;
        }
        ignored(tag, failure.message());
        continue;
      }
      if (image.isPresent()) {
        return previous(image.get());
      }
    }
    return Optional.empty();
  }

  /** It is there, and something else than an image of ours. */
  private static boolean isUnusable(BuildFailure failure) {
    return failure.getCause() instanceof IllegalArgumentException;
  }

  private Optional<PreviousImage> named(ImageReference reference)
      throws IOException, InterruptedException {
    try {
      Optional<RemoteImage> image = puller.imageIfAny(reference, platform);
      if (image.isEmpty()) {
        note("Nothing to take from `%s`: there is no such image".formatted(reference));
        return Optional.empty();
      }
      return previous(image.get());
    } catch (BuildFailure failure) {
      ignored(reference, failure.message());
      return Optional.empty();
    }
  }

  private Optional<PreviousImage> previous(RemoteImage image)
      throws IOException, InterruptedException {
    PreviousImage previous =
        PreviousImage.of(image.reference(), image.digest(), image.manifest(), image.config());
    if (previous.contradictions() > 0) {
      warn(
          "Not taking %d layers from `%s`: its manifest and its configuration say different things of them"
              .formatted(previous.contradictions(), image.reference()));
    }
    return Optional.of(lock(previous).map(previous::withLock).orElse(previous));
  }

  private Optional<Lock> lock(PreviousImage image) throws IOException, InterruptedException {
    Optional<PreviousImage.Layer> layer =
        image.lockLayer().filter(one -> one.descriptor().size() <= LockLayer.LARGEST);
    if (layer.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path blob = puller.blob(image.reference(), layer.get().descriptor(), "lock").file();
      return LockLayer.read(blob, layer.get().diffId())
          .map(text -> LockFile.read(text, "of " + image.reference()));
    } catch (LockLayer.Damaged | BuildFailure failure) {
      warn("The lock of `%s` is not used: %s".formatted(image.reference(), failure.getMessage()));
      return Optional.empty();
    }
  }

  private void ignored(ImageReference reference, String reason) {
    warn("Nothing is taken from `%s`: %s".formatted(reference, reason));
  }

  private void warn(String message) {
    workshop.events().accept(new BuildEvent.Warned(message));
  }

  private void note(String message) {
    workshop.events().accept(new BuildEvent.Noted(BuildEvent.Stage.PLAN, message));
  }
}
