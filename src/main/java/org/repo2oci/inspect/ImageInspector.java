package org.repo2oci.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.repo2oci.build.BuiltImage;
import org.repo2oci.build.LockLayer;
import org.repo2oci.build.LockPart;
import org.repo2oci.build.Workshop;
import org.repo2oci.engine.Engine;
import org.repo2oci.engine.EngineImage;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;
import org.repo2oci.lock.LockFile;
import org.repo2oci.plan.LayerNotes;
import org.repo2oci.registry.ImagePuller;
import org.repo2oci.registry.RemoteImage;
import org.repo2oci.store.Scratch;
import org.repo2oci.store.StoredBlob;

/**
 * Says what an image holds. Of the layers only the small one with the lock is read, wherever the
 * image lies.
 */
public final class ImageInspector {
  private final Workshop workshop;

  public ImageInspector(Workshop workshop) {
    this.workshop = workshop;
  }

  /**
   * Reads an image.
   *
   * @param platform of an image that is there for several
   * @throws BuildFailure where there is none, or it cannot be read
   */
  public InspectedImage inspect(ImageSource source, Platform platform)
      throws IOException, InterruptedException {
    return switch (source) {
      case ImageSource.Registry(ImageReference reference) -> remote(reference, platform);
      case ImageSource.DockerDaemon(String name) -> engine(name);
      case ImageSource.OciLayout(Path folder, Optional<String> tag) ->
          layout(folder, tag, platform);
      case ImageSource.OciArchive(Path file, Optional<String> tag) ->
          archive("oci-archive:" + file, file, tag, platform);
      case ImageSource.DockerArchive(Path file, Optional<String> tag) ->
          archive("docker-archive:" + file, file, tag, platform);
    };
  }

  /** Reads an image that was built here and may be nowhere else. */
  public InspectedImage inspect(BuiltImage image) throws IOException, InterruptedException {
    List<Descriptor> layers = image.manifest().layers();
    OpenImage open =
        new OpenImage(
            image.digest(),
            Optional.of(image.manifest().config()),
            image.config(),
            layers,
            layer -> file(image, layers.get(layer).digest()));
    String name = image.automaticName().toString();
    try {
      return inspected(name, open);
    } catch (NoSuchFileException e) {
      // The lock is only in a registry: its packages are not known here.
      return inspected(open, LockInside.createdBy(open), List.of());
    }
  }

  /**
   * Compares two images. Where the first lies in a registry and the second does not, its registry
   * is asked which blobs it has already.
   *
   * @throws BuildFailure where one of them is not there or cannot be read
   */
  public ImageDifference compare(ImageSource from, ImageSource to, Platform platform)
      throws IOException, InterruptedException {
    InspectedImage before = inspect(from, platform);
    InspectedImage after = inspect(to, platform);
    if (!(from instanceof ImageSource.Registry(ImageReference target))
        || to instanceof ImageSource.Registry) {
      return ImageComparison.of(before, after, _ -> false);
    }
    ImagePuller puller = puller();
    return ImageComparison.of(before, after, blob -> puller.has(target, blob));
  }

  private ImagePuller puller() {
    return new ImagePuller(workshop.registries(), workshop.store(), workshop.events());
  }

  private Path file(BuiltImage image, Digest layer) throws IOException, InterruptedException {
    Optional<StoredBlob> here = workshop.store().blob(layer);
    if (here.isPresent()) {
      return here.get().file();
    }
    if (image.reused().places().containsKey(layer)) {
      return image.reused().files().of(layer);
    }
    throw new NoSuchFileException(layer.hex());
  }

  private InspectedImage remote(ImageReference reference, Platform platform)
      throws IOException, InterruptedException {
    ImagePuller puller = puller();
    RemoteImage image = puller.image(reference, platform);
    List<Descriptor> layers = image.manifest().layers();
    return inspected(
        reference.toString(),
        new OpenImage(
            image.digest(),
            Optional.of(image.manifest().config()),
            image.config(),
            layers,
            layer -> puller.blob(reference, layers.get(layer), "lock").file()));
  }

  private InspectedImage layout(Path folder, Optional<String> tag, Platform platform)
      throws IOException, InterruptedException {
    String name = "oci:" + folder;
    if (!Files.isDirectory(folder)) {
      throw InspectFailures.unreadable(name, "there is no such folder");
    }
    try (FolderFiles files = new FolderFiles(folder)) {
      return inspected(name, new LayoutReader(name, files).image(tag, platform));
    }
  }

  private InspectedImage archive(String name, Path file, Optional<String> tag, Platform platform)
      throws IOException, InterruptedException {
    if (!Files.isRegularFile(file)) {
      throw InspectFailures.unreadable(name, "there is no such file");
    }
    try (Scratch scratch = workshop.store().newScratch();
        TarFiles files = tar(name, file, scratch)) {
      // Newer engines save a layout with their own manifest beside it, as we do.
      boolean layout = files.size(LayoutReader.INDEX).isPresent();
      return inspected(
          name,
          layout || files.size(SavedImages.MANIFEST).isEmpty()
              ? new LayoutReader(name, files).image(tag, platform)
              : new SavedImages(name, files).image(tag));
    }
  }

  private static TarFiles tar(String name, Path file, Scratch scratch) {
    try {
      return TarFiles.open(file, scratch.directory());
    } catch (IOException e) {
      throw InspectFailures.unreadable(name, String.valueOf(e.getMessage())).withCause(e);
    }
  }

  private InspectedImage inspected(String name, OpenImage image)
      throws IOException, InterruptedException {
    List<String> createdBy = LockInside.createdBy(image);
    return inspected(image, createdBy, packages(name, lock(name, image, createdBy)));
  }

  private static InspectedImage inspected(
      OpenImage image, List<String> createdBy, List<InspectedImage.InstalledPackage> packages) {
    List<InspectedImage.Layer> layers = new ArrayList<>();
    for (int i = 0; i < image.layers().size(); i++) {
      Descriptor layer = image.layers().get(i);
      layers.add(
          new InspectedImage.Layer(
              layer.digest(),
              image.config().diffIds().get(i),
              layer.size(),
              createdBy.get(i),
              Optional.ofNullable(layer.annotations().get(LayerNotes.KEY)),
              Optional.ofNullable(layer.annotations().get(LayerNotes.STRATUM))));
    }
    return new InspectedImage(
        image.digest(),
        image.configuration(),
        image.config().platform(),
        image.config().labels(),
        layers,
        packages,
        image.config().environment());
  }

  private static Optional<byte[]> lock(String name, OpenImage image, List<String> createdBy)
      throws IOException, InterruptedException {
    try {
      return LockInside.of(image, createdBy);
    } catch (LockLayer.Damaged e) {
      throw InspectFailures.unreadable(name, String.valueOf(e.getMessage())).withCause(e);
    }
  }

  private InspectedImage engine(String name) throws IOException {
    try (Engine engine = Engine.connect(workshop.environment(), workshop.home())) {
      EngineImage image =
          engine
              .image(name)
              .orElseThrow(() ->
                  InspectFailures.unreadable(
                          "docker-daemon:" + name, "the Docker Engine has no such image")
                      .withHint("`docker images` lists what it has"));
      return new InspectedImage(
          image.id(),
          Optional.empty(),
          image.platform(),
          image.labels(),
          image.layers().stream()
              .map(layer ->
                  new InspectedImage.Layer(
                      layer.diffId(),
                      layer.diffId(),
                      layer.size(),
                      layer.createdBy(),
                      Optional.empty(),
                      Optional.empty()))
              .toList(),
          packages(name, engine.file(name, LockPart.PATH, LockLayer.LARGEST)),
          image.environment());
    }
  }

  /** A lock that cannot be read, such as one of a later version, hides only the packages. */
  private List<InspectedImage.InstalledPackage> packages(String name, Optional<byte[]> lock) {
    try {
      return lock.map(text -> LockInside.packages(LockFile.read(text, LockPart.PATH)))
          .orElse(List.of());
    } catch (BuildFailure e) {
      workshop
          .events()
          .accept(
              new BuildEvent.Warned(
                  "The packages of `%s` are not known: %s".formatted(name, e.message())));
      return List.of();
    }
  }
}
