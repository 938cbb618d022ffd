package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;
import org.repo2oci.layer.Compression;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.layer.LayerOptions;
import org.repo2oci.plan.Claims;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.LayerContents;
import org.repo2oci.plan.Optimization;
import org.repo2oci.plan.PlannedLayer;
import org.repo2oci.plan.Planner;
import org.repo2oci.plan.PreviousImage;
import org.repo2oci.plan.Stratum;

/** A machine of its own with a store, on which images of made-up layers are built and pushed. */
final class Increment implements AutoCloseable {
  final List<BuildEvent> events = new ArrayList<>();
  final Workshop workshop;
  final List<String> made = new ArrayList<>();
  private final Platform platform;

  Increment(Path store) throws IOException {
    this(store, Map.of(), Platform.LINUX_AMD64);
  }

  Increment(Path store, Map<String, String> environment, Platform platform) throws IOException {
    this.platform = platform;
    workshop =
        Workshop.open(
            new Workshop.Machine(environment, Optional.empty(), store, 1),
            event -> {
              synchronized (events) {
                events.add(event);
              }
            });
  }

  static ReuseRequest reuse(ImageReference... targets) {
    return new ReuseRequest(
        List.of(targets), List.of(), Optional.empty(), true, LockPolicy.usual(), Optimization.NODE);
  }

  static ReuseRequest pooled(ImageReference target, ImageReference pool) {
    return new ReuseRequest(
        List.of(target), List.of(), Optional.of(pool), true, LockPolicy.usual(), Optimization.NODE);
  }

  static ReuseRequest from(ImageReference... images) {
    return new ReuseRequest(
        List.of(), List.of(images), Optional.empty(), true, LockPolicy.usual(), Optimization.NODE);
  }

  static ReuseRequest pool(ImageReference name) {
    return new ReuseRequest(
        List.of(), List.of(), Optional.of(name), true, LockPolicy.usual(), Optimization.NODE);
  }

  /** The layer whose one file holds its own name, again and again. */
  static PlannedLayer planned(String name) {
    return new Planner("test")
        .plan(List.of(new Component(Stratum.PACKAGES, name, "1", 1, List.of(name))))
        .layers()
        .getFirst();
  }

  LayerBlob make(PlannedLayer layer, String content) throws IOException {
    made.add(layer.title());
    byte[] noise = new byte[3000];
    new Random(content.hashCode()).nextBytes(noise);
    FileTree tree =
        FileTree.builder()
            .put("srv/text", file(content.getBytes(StandardCharsets.UTF_8)))
            .put("srv/noise", file(noise))
            .build();
    return workshop
        .layers()
        .build(
            layer.key(),
            () -> tree,
            LayerOptions.of(Compression.parse("gzip")),
            LayerContents.of(layer, List.of(Claims.of(tree))).text().orElse(""));
  }

  private static Node file(byte[] bytes) {
    return new Node.RegularFile(new Attributes(0644, 0, 0, 0), Content.of(bytes));
  }

  List<PreviousImage> previous(ReuseRequest reuse) throws IOException, InterruptedException {
    return PreviousImages.read(workshop, platform, reuse);
  }

  KnownLayers known(ReuseRequest reuse) throws IOException, InterruptedException {
    return new KnownLayers(workshop, reuse, previous(reuse), LayerPool.of(workshop, reuse));
  }

  /** Takes what is known and makes the rest, as a build does. */
  BuiltImage build(ReuseRequest reuse, String... layers) throws IOException, InterruptedException {
    List<PreviousImage> previous = previous(reuse);
    KnownLayers known = new KnownLayers(workshop, reuse, previous, LayerPool.of(workshop, reuse));
    List<PlannedLayer> planned = new ArrayList<>();
    List<LayerBlob> blobs = new ArrayList<>();
    for (String name : layers) {
      PlannedLayer layer = planned(name);
      planned.add(layer);
      Optional<LayerBlob> there = known.find(layer, true);
      blobs.add(there.isPresent() ? there.get() : make(layer, name));
    }
    ImageConfig settings =
        new ImageConfig(
            "2026-01-02T03:04:05Z",
            platform,
            Optional.empty(),
            Map.of(),
            List.of(),
            List.of("/bin/true"),
            Optional.empty(),
            List.of(),
            Map.of("layers", String.join(" ", layers)),
            List.of(),
            List.of());
    return ImageDocuments.image(
            ImageReference.parse("demo"),
            settings,
            BaseLayers.none(),
            planned,
            blobs,
            new LayerNotebook(workshop.layers(), known, previous, false))
        .with(known.reused(reuse.layers() ? previous : List.of()));
  }

  BuiltImage push(ReuseRequest reuse, ImageReference tag, String... layers)
      throws IOException, InterruptedException {
    BuiltImage image = build(reuse, layers);
    new Delivery(workshop).push(image, List.of(tag), reuse.pool());
    return image;
  }

  List<String> warnings() {
    synchronized (events) {
      return events.stream()
          .filter(BuildEvent.Warned.class::isInstance)
          .map(event -> ((BuildEvent.Warned) event).message())
          .toList();
    }
  }

  @Override
  public void close() {
    workshop.close();
  }
}
