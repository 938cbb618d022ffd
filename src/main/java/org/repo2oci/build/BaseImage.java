package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.repo2oci.baseimage.BaseFacts;
import org.repo2oci.baseimage.ImageTree;
import org.repo2oci.baseimage.MergedLayers;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;
import org.repo2oci.registry.RemoteImage;
import org.repo2oci.store.Scratch;

/** One base image, whose documents, layers and files are got when they are needed. */
final class BaseImage implements AutoCloseable {
  private static final String KIND = "base-image-facts";

  /** Part of a record's key: changes when the same files mean something else. */
  private static final String FORMAT = "base image facts 1";

  private final Workshop workshop;
  private final BaseImages images;
  private final ImageReference reference;
  private final Digest manifest;
  private final Platform platform;
  private @Nullable RemoteImage documents;
  private @Nullable ImageTree files;
  private @Nullable Scratch scratch;

  BaseImage(Workshop workshop, ImageReference reference, Digest manifest, Platform platform) {
    this.workshop = workshop;
    this.images = new BaseImages(workshop);
    this.reference = reference;
    this.manifest = manifest;
    this.platform = platform;
  }

  /** The image that a name means today. */
  static BaseImage resolved(Workshop workshop, ImageReference reference, Platform platform)
      throws IOException, InterruptedException {
    RemoteImage documents = new BaseImages(workshop).resolve(reference, platform);
    return new BaseImage(workshop, reference, documents.digest(), platform);
  }

  ImageReference reference() {
    return reference;
  }

  Digest manifest() {
    return manifest;
  }

  synchronized RemoteImage documents() throws IOException, InterruptedException {
    RemoteImage known = documents;
    if (known == null) {
      known = images.documents(reference, manifest, platform);
      documents = known;
    }
    return known;
  }

  /** What its files say; read once for a digest. */
  BaseFacts facts() throws IOException, InterruptedException {
    Digest key = Digest.of((FORMAT + manifest).getBytes(StandardCharsets.UTF_8));
    Optional<BaseFacts> known = workshop.store().record(KIND, key).flatMap(BaseFacts::parse);
    BaseFacts facts =
        known.isPresent() ? known.get() : BaseFacts.read(files(), reference.toString());
    if (known.isEmpty()) {
      workshop.store().putRecord(KIND, key, facts.text());
    }
    return facts;
  }

  /** Those of its files that facts are read from, laid over each other. */
  synchronized ImageTree files() throws IOException, InterruptedException {
    ImageTree known = files;
    if (known == null) {
      note("Reading the files of the base image `%s`");
      Scratch room = workshop.store().newScratch();
      scratch = room;
      known = merged(new MergedLayers(BaseFacts::isWanted), room.directory());
      files = known;
    }
    return known;
  }

  /** All of its files, while {@code folder} is there. */
  FileTree allFiles(Path folder) throws IOException, InterruptedException {
    note("Unpacking the base image `%s` to build in it");
    return merged(new MergedLayers(_ -> true), folder).only(_ -> true);
  }

  /** Its layers, bottom first. */
  List<Path> layerFiles() throws IOException, InterruptedException {
    return images.layers(reference.withDigest(manifest), documents().manifest().layers());
  }

  private void note(String message) {
    workshop
        .events()
        .accept(new BuildEvent.Noted(BuildEvent.Stage.RESOLVE, message.formatted(reference)));
  }

  private ImageTree merged(MergedLayers layers, Path folder)
      throws IOException, InterruptedException {
    RemoteImage image = documents();
    List<Path> blobs = layerFiles();
    for (int i = 0; i < blobs.size(); i++) {
      layers.add(
          blobs.get(i), image.config().diffIds().get(i), folder.resolve(Integer.toString(i)));
    }
    return layers.tree();
  }

  @Override
  public synchronized void close() throws IOException {
    files = null;
    if (scratch != null) {
      scratch.close();
      scratch = null;
    }
  }
}
