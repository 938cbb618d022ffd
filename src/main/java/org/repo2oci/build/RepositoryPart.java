package org.repo2oci.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.repo2oci.buildpack.Environment;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;
import org.repo2oci.repository.Checkout;
import org.repo2oci.repository.RepositoryFiles;

/**
 * The repository's files, its programs executable. The start program is in the image once more: a
 * hub may mount a volume over the home that hides the repository.
 */
final class RepositoryPart {
  /** The kind of the file that starts the image's command. */
  static final String START = "start";

  /** The kind of the file that is run at the end of the build. */
  static final String POST_BUILD = "postbuild";

  /** Where the copy lies; the entrypoint looks for it there. */
  private static final String START_COPY = "usr/local/share/repo2oci/start";

  private RepositoryPart() {}

  static Part of(Checkout checkout, Environment environment, BuildRequest request) {
    RepositoryFiles files = checkout.files(request.repositoryPath(), request.uid(), request.uid());
    List<String> material = new ArrayList<>(List.of(files.digest().toString()));
    Optional<String> start = environment.file(START);
    List<String> programs =
        List.of(POST_BUILD, START).stream()
            .flatMap(kind -> environment.file(kind).stream())
            .map(file -> request.inRepository(file).substring(1))
            .toList();
    programs.forEach(path -> material.add("executable " + path));
    start.ifPresent(file -> material.add("copied " + file));
    Component component =
        new Component(
            Stratum.REPOSITORY,
            "repository files",
            checkout.contentId(),
            files.tree().size(),
            material);
    return new Part(
        component,
        () -> {
          FileTree.Builder tree = FileTree.builder().putAll(files.tree());
          programs.forEach(path -> makeExecutable(tree, path));
          start.ifPresent(file -> copy(tree, request.inRepository(file).substring(1)));
          return tree.build();
        });
  }

  private static void makeExecutable(FileTree.Builder tree, String path) {
    if (tree.node(path).orElse(null) instanceof Node.RegularFile file) {
      Attributes attributes = file.attributes();
      tree.put(
          path,
          new Node.RegularFile(attributes.withMode(attributes.mode() | 0111), file.content()));
    }
  }

  private static void copy(FileTree.Builder tree, String path) {
    if (tree.node(path).orElse(null) instanceof Node.RegularFile file) {
      Attributes attributes = new Attributes(0755, 0, 0, file.attributes().mtime());
      tree.put(START_COPY, new Node.RegularFile(attributes, file.content()));
    }
  }
}
