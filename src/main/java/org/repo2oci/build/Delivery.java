package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.engine.Engine;
import org.repo2oci.engine.ImageLoad;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.output.Destination;
import org.repo2oci.output.FinishedImage;
import org.repo2oci.output.ImageWriter;
import org.repo2oci.plan.PreviousImage;
import org.repo2oci.registry.ImagePusher;
import org.repo2oci.registry.PushRequest;
import org.repo2oci.registry.Pushed;
import org.repo2oci.store.StoredBlob;

/** Brings a finished image to registries, to files, and to the engine of this machine. */
public final class Delivery {
  private final Workshop workshop;

  public Delivery(Workshop workshop) {
    this.workshop = workshop;
  }

  /** Pushes to the repository of every tag; the tags of one repository in one go. */
  public List<Pushed> push(BuiltImage image, List<ImageReference> tags)
      throws IOException, InterruptedException {
    return push(image, tags, Optional.empty());
  }

  /**
   * The same, and puts the layers that were made here into a pool.
   *
   * @param pool a repository's name
   */
  public List<Pushed> push(
      BuiltImage image, List<ImageReference> tags, Optional<ImageReference> pool)
      throws IOException, InterruptedException {
    Map<String, List<ImageReference>> byRepository = new LinkedHashMap<>();
    tags.forEach(
        tag -> byRepository.computeIfAbsent(tag.name(), name -> new ArrayList<>()).add(tag));
    ImagePusher pusher = new ImagePusher(workshop.registries(), workshop.events());
    List<Pushed> pushes = new ArrayList<>();
    for (List<ImageReference> references : byRepository.values()) {
      pushes.add(push(pusher, image, references));
    }
    if (pool.isPresent()) {
      new LayerPool(workshop, pool.get(), Clock.systemUTC()).add(image, tags.getFirst());
    }
    return pushes;
  }

  private Pushed push(ImagePusher pusher, BuiltImage image, List<ImageReference> references)
      throws IOException, InterruptedException {
    long begin = begin(Stage.PUSH);
    List<String> more =
        references.subList(1, references.size()).stream()
            .map(reference -> reference.tag().orElse("latest"))
            .toList();
    Pushed pushed =
        pusher.push(
            new PushRequest(
                references.getFirst(),
                more,
                image.manifestBytes(),
                image.manifest().mediaType(),
                image.configBytes(),
                image.manifest().layers().stream()
                    .map(layer -> layer(image, references.getFirst(), layer))
                    .toList(),
                present(image, references.getFirst()),
                mountable(image, references.getFirst()),
                seen(image, references.getFirst())));
    finish(
        Stage.PUSH,
        "Pushed %d layers, %d already there"
            .formatted(pushed.uploaded(), pushed.present() + pushed.mounted()),
        begin);
    return pushed;
  }

  /**
   * Writes a layout or an archive.
   *
   * @param names at least one
   */
  public void write(BuiltImage image, List<ImageReference> names, Destination destination)
      throws IOException, InterruptedException {
    fetchBase(image);
    long begin = begin(Stage.EXPORT);
    new ImageWriter(workshop.events()).write(finished(image), names, destination);
    finish(Stage.EXPORT, "Wrote `%s`".formatted(destination.title()), begin);
  }

  /**
   * Gives the image to the Docker Engine of this machine.
   *
   * @param names at least one
   */
  public void load(BuiltImage image, List<ImageReference> names)
      throws IOException, InterruptedException {
    fetchBase(image);
    long begin = begin(Stage.EXPORT);
    ImageWriter writer = new ImageWriter(workshop.events());
    ImageLoad load =
        new ImageLoad(
            Set.of(image.manifest().config().digest(), image.digest()),
            image.config().diffIds(),
            names,
            out -> writer.writeDockerArchive(finished(image), names, "docker-daemon", out));
    try (Engine engine = Engine.connect(workshop.environment(), workshop.home())) {
      finish(
          Stage.EXPORT,
          switch (engine.load(load)) {
            case PRESENT -> "The Docker Engine had the image already";
            case TAGGED -> "Named the image in the Docker Engine, which had it already";
            case LOADED -> "Loaded the image into the Docker Engine";
          },
          begin);
    }
  }

  private FinishedImage finished(BuiltImage image) {
    return new FinishedImage(
        image.manifestBytes(), image.manifest(), image.configBytes(), image.config(), this::file);
  }

  private long begin(Stage stage) {
    workshop.events().accept(new BuildEvent.Started(stage));
    return System.nanoTime();
  }

  private void finish(Stage stage, String summary, long begin) {
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    workshop.events().accept(new BuildEvent.Finished(stage, summary, took));
  }

  private PushRequest.Layer layer(BuiltImage image, ImageReference target, Descriptor descriptor) {
    Optional<String> liesIn =
        Optional.ofNullable(image.reused().places().get(descriptor.digest()))
            .filter(place -> place.registry().equals(target.registry()))
            .map(ImageReference::repository)
            .filter(repository -> !repository.equals(target.repository()));
    return new PushRequest.Layer(
        descriptor.digest().shortened(), descriptor, () -> file(image, descriptor), liesIn);
  }

  /** What the image has that is under the tag now keeps it there. */
  private static Set<Digest> present(BuiltImage image, ImageReference target) {
    Set<Digest> present = new HashSet<>();
    for (PreviousImage previous : image.reused().previous()) {
      if (previous.reference().name().equals(target.name())) {
        present.add(previous.manifest().config().digest());
        previous.layers().forEach(layer -> present.add(layer.descriptor().digest()));
      }
    }
    return present;
  }

  private static Map<String, Digest> seen(BuiltImage image, ImageReference target) {
    Map<String, Digest> seen = new LinkedHashMap<>();
    for (PreviousImage previous : image.reused().previous()) {
      ImageReference reference = previous.reference();
      if (reference.name().equals(target.name()) && reference.digest().isEmpty()) {
        seen.put(reference.tag().orElse("latest"), previous.digest());
      }
    }
    return seen;
  }

  /** Where a registry may find layers of the base image by itself. */
  private static List<String> mountable(BuiltImage image, ImageReference target) {
    return image
        .base()
        .map(BuiltImage.Base::image)
        .filter(base -> base.registry().equals(target.registry()))
        .map(ImageReference::repository)
        .filter(repository -> !repository.equals(target.repository()))
        .map(List::of)
        .orElse(List.of());
  }

  /**
   * Pulls the layers that the store lacks: those of the base image, and those that were taken from
   * images of registries; a push does so only for what its registry lacks too.
   */
  public void fetchBase(BuiltImage image) throws IOException, InterruptedException {
    if (image.base().isPresent()) {
      BuiltImage.Base base = image.base().get();
      new BaseImages(workshop).layers(base.image(), base.layers());
    }
    Waiting.onEach(image.reused().places().keySet(), image.reused().files()::of);
  }

  private Path file(BuiltImage image, Descriptor descriptor)
      throws IOException, InterruptedException {
    Optional<BuiltImage.Base> base =
        image.base().filter(below -> below.layers().contains(descriptor));
    if (base.isPresent()) {
      return new BaseImages(workshop).layers(base.get().image(), List.of(descriptor)).getFirst();
    }
    return image.reused().places().containsKey(descriptor.digest())
        ? image.reused().files().of(descriptor.digest())
        : file(descriptor);
  }

  private Path file(Descriptor descriptor) {
    return workshop
        .store()
        .blob(descriptor.digest())
        .map(StoredBlob::file)
        .orElseThrow(() -> LostLayer.leftTheStore(descriptor.digest()));
  }
}
