package org.repo2oci.build;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.repo2oci.build.Appendix.Instruction;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/**
 * Files of the repository as an appendix copies them (Dockerfile reference, "COPY"). As repo2docker
 * lays them out for a build, they are in a folder {@code src}.
 */
final class CopiedFiles {
  private static final String CONTEXT = "src";

  private final Instruction.Copy copy;
  private final Map<String, String> variables;
  private final AppendixPlan.Owner owner;

  /**
   * @param owner of the copies
   */
  CopiedFiles(Instruction.Copy copy, Map<String, String> variables, AppendixPlan.Owner owner) {
    this.copy = copy;
    this.variables = variables;
    this.owner = owner;
  }

  /**
   * The copies, with the folders that lead to them as they are.
   *
   * @param files of the repository, from its top
   * @param folder that a relative target is in
   * @param below attributes of all that is there
   */
  FileTree tree(FileTree files, String folder, FileTree below) {
    String target = DockerfileWords.expanded(copy.target(), variables);
    String absolute = target.startsWith("/") ? target : folder + "/" + target;
    String place = inTree(absolute);
    List<String> sources = new ArrayList<>();
    copy.sources().forEach(word -> sources.add(source(DockerfileWords.expanded(word, variables))));
    boolean intoFolder =
        target.endsWith("/")
            || sources.size() > 1
            || place.isEmpty()
            || below.nodes().get(place) instanceof Node.Directory;
    FileTree.Builder tree = FileTree.builder();
    for (String source : sources) {
      put(tree, files, source, place, intoFolder);
    }
    FileTree bare = tree.build();
    bare.nodes()
        .keySet()
        .forEach(path -> {
          for (String up = TreePath.parent(path); !up.isEmpty(); up = TreePath.parent(up)) {
            if (!tree.contains(up)) {
              Node there = below.nodes().get(up);
              tree.put(
                  up,
                  there instanceof Node.Directory
                      ? there
                      : new Node.Directory(new Attributes(0755, 0, 0, 0)));
            }
          }
        });
    return tree.build();
  }

  private String source(String word) {
    String path = inTree(word);
    if (word.matches(".*[*?\\[].*")) {
      throw Appendix.failure(
          copy.line(), "patterns such as `%s` are not supported".formatted(word));
    }
    if (!path.equals(CONTEXT) && !path.startsWith(CONTEXT + "/")) {
      throw Appendix.failure(
          copy.line(), "`%s` is not below `src`, where the repository's files are".formatted(word));
    }
    return path.equals(CONTEXT) ? "" : path.substring(CONTEXT.length() + 1);
  }

  /** Without dots and outer slashes; no path leads above the root. */
  private static String inTree(String path) {
    return Path.of("/").resolve(path).normalize().toString().substring(1);
  }

  private void put(
      FileTree.Builder tree, FileTree files, String source, String place, boolean intoFolder) {
    Node node = source.isEmpty() ? null : files.nodes().get(source);
    if (node != null && !(node instanceof Node.Directory)) {
      String name = source.substring(source.lastIndexOf('/') + 1);
      tree.put(intoFolder ? join(place, name) : place, owned(node));
      return;
    }
    if (node == null && !source.isEmpty()) {
      throw Appendix.failure(copy.line(), "the repository has no `%s`".formatted(source));
    }
    files.forEach((path, inside) -> {
      String prefix = source.isEmpty() ? "" : source + "/";
      if (path.startsWith(prefix) && !path.equals(source)) {
        tree.put(join(place, path.substring(prefix.length())), owned(inside));
      }
    });
  }

  private static String join(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  private Node owned(Node node) {
    Attributes own = node.attributes().withOwner(owner.uid(), owner.gid());
    Attributes attributes =
        copy.mode().map(mode -> own.withMode(Integer.parseInt(mode, 8))).orElse(own);
    return switch (node) {
      case Node.Directory _ -> new Node.Directory(own);
      case Node.RegularFile file -> new Node.RegularFile(attributes, file.content());
      case Node.SymbolicLink link -> new Node.SymbolicLink(own, link.target());
      case Node.HardLink link -> new Node.HardLink(attributes, link.target());
      case Node.Whiteout _, Node.OpaqueDirectory _ -> node;
    };
  }
}
