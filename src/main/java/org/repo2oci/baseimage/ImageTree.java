package org.repo2oci.baseimage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/** The files of an image, with links followed inside of it as its own programs would. */
public final class ImageTree {
  private static final int MOST_LINKS = 40;
  private static final long LARGEST_TEXT = 64 << 20;

  private final NavigableMap<String, Node> nodes;

  ImageTree(NavigableMap<String, Node> nodes) {
    NavigableMap<String, Node> copy = new TreeMap<>(TreePath.ORDER);
    copy.putAll(nodes);
    this.nodes = Collections.unmodifiableNavigableMap(copy);
  }

  /** Where a path leads, with every link followed; empty where links go round in a circle. */
  Optional<String> resolved(String path) {
    return resolved(nodes, path);
  }

  static Optional<String> resolved(Map<String, Node> nodes, String path) {
    Deque<String> left = new ArrayDeque<>(Arrays.asList(path.split("/", -1)));
    Deque<String> done = new ArrayDeque<>();
    int links = 0;
    while (!left.isEmpty()) {
      String name = left.pop();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        done.pollLast();
        continue;
      }
      done.addLast(name);
      if (nodes.get(String.join("/", done)) instanceof Node.SymbolicLink link) {
        if (++links > MOST_LINKS) {
          return Optional.empty();
        }
        done.removeLast();
        if (link.target().startsWith("/")) {
          done.clear();
        }
        for (String step : Arrays.asList(link.target().split("/", -1)).reversed()) {
          left.push(step);
        }
      }
    }
    return Optional.of(String.join("/", done));
  }

  /** The regular file that a path leads to. */
  Optional<Node.RegularFile> file(String path) {
    return resolved(path)
        .map(nodes::get)
        .flatMap(
            node -> node instanceof Node.RegularFile file ? Optional.of(file) : Optional.empty());
  }

  boolean isFile(String path) {
    return file(path).isPresent();
  }

  /** Whether there is anything at a path or below it. */
  boolean exists(String path) {
    return resolved(path)
        .filter(place -> nodes.containsKey(place) || !below(place).isEmpty())
        .isPresent();
  }

  /** A file's text, byte for byte as ISO 8859-1; empty where there is none, or a huge one. */
  Optional<String> text(String path) throws IOException {
    Optional<Node.RegularFile> file = file(path).filter(f -> f.content().size() <= LARGEST_TEXT);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = file.get().content().open()) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
    }
  }

  /** Names directly in a folder, sorted. */
  List<String> names(String folder) {
    return resolved(folder).stream()
        .flatMap(place ->
            below(place).keySet().stream()
                .map(path -> path.substring(place.isEmpty() ? 0 : place.length() + 1))
                .map(rest -> rest.split("/", 2)[0]))
        .distinct()
        .toList();
  }

  /** Everything below a folder that is none of a link's. */
  Map<String, Node> below(String folder) {
    if (folder.isEmpty()) {
      return nodes;
    }
    // In the order of paths all that begins with the folder and a slash follows it at once.
    return nodes.subMap(folder + "/", true, folder + "0", false).entrySet().stream()
        .takeWhile(entry -> entry.getKey().startsWith(folder + "/"))
        .collect(
            () -> new TreeMap<>(TreePath.ORDER),
            (map, entry) -> map.put(entry.getKey(), entry.getValue()),
            Map::putAll);
  }

  Optional<Node> node(String path) {
    return Optional.ofNullable(nodes.get(path));
  }

  /** All paths that hold a condition, as a tree. */
  public FileTree only(Predicate<String> wanted) {
    FileTree.Builder tree = FileTree.builder();
    nodes.forEach((path, node) -> {
      if (wanted.test(path)) {
        tree.put(path, node);
      }
    });
    return tree.build();
  }
}
