package org.repo2oci.baseimage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;
import org.repo2oci.image.Digest;
import org.repo2oci.layer.BadArchive;
import org.repo2oci.layer.LayerReader;

/**
 * Lays layers over each other, as who unpacks an image does (image-spec, layer.md, "Applying
 * Changesets"), and keeps some of the files.
 */
public final class MergedLayers {
  private final Predicate<String> wanted;
  private final NavigableMap<String, Node> nodes = new TreeMap<>(TreePath.ORDER);

  /**
   * @param wanted which paths are kept
   */
  public MergedLayers(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  /**
   * Reads a layer's blob and lays it over what is there.
   *
   * @param contents a file that does not exist yet; the tree needs it for as long as it is used
   * @throws BuildFailure where the blob is not that layer
   */
  public void add(Path blob, Digest diffId, Path contents) throws IOException {
    try {
      add(LayerReader.read(blob, diffId, contents));
    } catch (BadArchive | IllegalArgumentException e) {
      throw BuildFailure.input(
              "Cannot read the layer `%s` of the base image".formatted(diffId.shortened()))
          .withDetail(String.valueOf(e.getMessage()))
          .withHint("See whether other tools can unpack the image, or choose another")
          .withCause(e);
    }
  }

  void add(FileTree layer) {
    for (Map.Entry<String, Node> entry : layer.nodes().entrySet()) {
      String path = entry.getKey();
      if (wanted.test(path)) {
        apply(layer, place(path), entry.getValue());
      }
    }
  }

  /** A layer that says nothing of a folder means the one that lower layers have, or link to. */
  private String place(String path) {
    String folder = TreePath.parent(path);
    if (folder.isEmpty() || nodes.get(folder) instanceof Node.Directory) {
      return path;
    }
    return ImageTree.resolved(nodes, folder)
        .filter(found -> !found.isEmpty())
        .map(found -> found + "/" + TreePath.name(path))
        .orElse(path);
  }

  private void apply(FileTree layer, String path, Node node) {
    switch (node) {
      case Node.Whiteout _ -> {
        nodes.remove(path);
        removeBelow(path);
      }
      case Node.OpaqueDirectory hiding -> {
        removeBelow(path);
        nodes.put(path, new Node.Directory(hiding.attributes()));
      }
      case Node.Directory directory -> nodes.put(path, directory);
      case Node.RegularFile file -> replace(path, file);
      case Node.SymbolicLink link -> replace(path, link);
      case Node.HardLink link ->
          linked(layer, link.target()).ifPresent(target -> replace(path, target));
    }
  }

  private void replace(String path, Node node) {
    if (nodes.put(path, node) instanceof Node.Directory) {
      removeBelow(path);
    }
  }

  private Optional<Node> linked(FileTree layer, String target) {
    return layer.node(target).or(() -> Optional.ofNullable(nodes.get(target)));
  }

  private void removeBelow(String path) {
    var below = nodes.tailMap(path, false).keySet().iterator();
    while (below.hasNext() && below.next().startsWith(path + "/")) {
      below.remove();
    }
  }

  /** What is there now. */
  public ImageTree tree() {
    return new ImageTree(nodes);
  }
}
