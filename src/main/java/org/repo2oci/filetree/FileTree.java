package org.repo2oci.filetree;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Files by path, in {@link TreePath#ORDER}. A tree is a table, not a directory: nothing is on disk
 * until it is written into a layer or materialised for a sandbox step.
 */
public final class FileTree {
  private static final FileTree EMPTY = new Builder().build();

  private final NavigableMap<String, Node> nodes;

  private FileTree(NavigableMap<String, Node> nodes) {
    this.nodes = Collections.unmodifiableNavigableMap(nodes);
  }

  public static FileTree empty() {
    return EMPTY;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Path to node, sorted. */
  public NavigableMap<String, Node> nodes() {
    return nodes;
  }

  public Optional<Node> node(String path) {
    return Optional.ofNullable(nodes.get(path));
  }

  public void forEach(BiConsumer<String, Node> action) {
    nodes.forEach(action);
  }

  public boolean isEmpty() {
    return nodes.isEmpty();
  }

  /** The sum of the regular files' sizes, in bytes. */
  public long size() {
    return nodes.values().stream()
        .mapToLong(node -> node instanceof Node.RegularFile file ? file.content().size() : 0)
        .sum();
  }

  /** Builds a tree; a path put twice keeps the last node. */
  public static final class Builder {
    private final NavigableMap<String, Node> nodes = new TreeMap<>(TreePath.ORDER);

    private Builder() {}

    /** Puts a node at a path that is checked here. */
    public Builder put(String path, Node node) {
      nodes.put(TreePath.check(path), node);
      return this;
    }

    public Builder putAll(FileTree other) {
      nodes.putAll(other.nodes);
      return this;
    }

    public Optional<Node> node(String path) {
      return Optional.ofNullable(nodes.get(path));
    }

    public boolean contains(String path) {
      return nodes.containsKey(path);
    }

    public Builder remove(String path) {
      nodes.remove(path);
      return this;
    }

    /** Adds the folders that lead to each path and are not there yet, all with these attributes. */
    public Builder addMissingParents(Attributes attributes) {
      for (String path : nodes.keySet().toArray(new String[0])) {
        for (String up = TreePath.parent(path); !up.isEmpty(); up = TreePath.parent(up)) {
          if (nodes.putIfAbsent(up, new Node.Directory(attributes)) != null) {
            break;
          }
        }
      }
      return this;
    }

    public FileTree build() {
      return new FileTree(new TreeMap<>(nodes));
    }
  }
}
