package org.repo2oci.conda.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.pypi.install.Bytecode;
import org.repo2oci.pypi.install.PythonMinor;

/** A prefix, a scratch folder and the events of one test. */
final class LinkerFixture {
  static final String ENV = "srv/conda/envs/notebook/";
  static final String PLACEHOLDER = "/opt/feedstock/_h_env" + "_placehold".repeat(20);
  static final CondaPrefix PREFIX = prefix("/srv/conda/envs/notebook");

  final List<BuildEvent> events = new ArrayList<>();
  final Path folder;

  LinkerFixture(Path folder) {
    this.folder = folder;
  }

  static CondaPrefix prefix(String path) {
    PythonMinor minor = PythonMinor.parse("3.13");
    CondaPython python = new CondaPython(minor, "3.13.5", "lib/python3.13/site-packages");
    return new CondaPrefix(path, Optional.of(python), 1000, 1000);
  }

  LinkedPackage link(CondaArchiveBuilder.Made made) throws IOException {
    return link(made, PREFIX);
  }

  LinkedPackage link(CondaArchiveBuilder.Made made, CondaPrefix prefix) throws IOException {
    Path scratch = Files.createTempDirectory(folder, "scratch");
    return new CondaLinker(prefix, events::add).link(made.locked(), made.file(), scratch);
  }

  FileTree tree(CondaArchiveBuilder.Made made) throws IOException {
    return link(made).tree(Bytecode.none());
  }

  static Node.RegularFile file(FileTree tree, String path) {
    Node node = tree.node(path).orElse(null);
    assertThat(node).as(path).isInstanceOf(Node.RegularFile.class);
    return (Node.RegularFile) java.util.Objects.requireNonNull(node);
  }

  static byte[] bytes(FileTree tree, String path) throws IOException {
    try (InputStream content = file(tree, path).content().open()) {
      return content.readAllBytes();
    }
  }

  static String text(FileTree tree, String path) throws IOException {
    return new String(bytes(tree, path), StandardCharsets.UTF_8);
  }
}
