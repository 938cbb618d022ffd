package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.repo2oci.baseimage.MergedLayers;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.store.Scratch;

/** The layers that a step stands on: the base image's, and some of ours. */
final class LowerLayers implements StepPart.Below {
  private final Workshop workshop;
  private final KnownLayers known;
  private final Foundation base;
  private final List<LayerBlob> ours;
  private final List<Digest> diffIds = new ArrayList<>();

  LowerLayers(Workshop workshop, KnownLayers known, Foundation base, List<LayerBlob> ours)
      throws IOException, InterruptedException {
    this.workshop = workshop;
    this.known = known;
    this.base = base;
    this.ours = List.copyOf(ours);
    diffIds.addAll(base.below().diffIds());
    ours.forEach(layer -> diffIds.add(layer.diffId()));
  }

  @Override
  public List<Digest> diffIds() {
    return List.copyOf(diffIds);
  }

  private List<Path> blobs() throws IOException, InterruptedException {
    List<Path> blobs = new ArrayList<>(base.belowFiles());
    blobs.addAll(Waiting.onEach(ours, known::file));
    return blobs;
  }

  @Override
  public List<RootLayer> folders() throws IOException, InterruptedException {
    return new RootFilesystem(
            workshop.store(),
            workshop.sandbox(),
            workshop.threads(),
            workshop.events(),
            Stage.ASSEMBLE)
        .of(blobs(), diffIds);
  }

  @Override
  public FileTree attributes() throws IOException, InterruptedException {
    MergedLayers merged = new MergedLayers(_ -> true);
    List<Path> blobs = blobs();
    try (Scratch scratch = workshop.store().newScratch()) {
      for (int i = 0; i < blobs.size(); i++) {
        Path contents = scratch.directory().resolve("contents");
        merged.add(blobs.get(i), diffIds.get(i), contents);
        Files.delete(contents);
      }
    }
    FileTree.Builder bare = FileTree.builder();
    merged.tree().only(_ -> true).forEach((path, node) -> bare.put(path, withoutContent(node)));
    return bare.build();
  }

  private static Node withoutContent(Node node) {
    return switch (node) {
      case Node.RegularFile file ->
          new Node.RegularFile(file.attributes(), Content.of(new byte[0]));
      case Node.Directory _,
          Node.SymbolicLink _,
          Node.HardLink _,
          Node.Whiteout _,
          Node.OpaqueDirectory _ ->
          node;
    };
  }
}
