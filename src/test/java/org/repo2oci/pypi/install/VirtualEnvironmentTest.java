package org.repo2oci.pypi.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

class VirtualEnvironmentTest {
  private static final String ENV = "srv/conda/envs/notebook";
  private final VirtualEnvironment environment =
      new VirtualEnvironment(
          Prefix.virtualEnvironment(
              "/srv/conda/envs/notebook", PythonMinor.parse("3.13"), 1000, 1000),
          "/usr/bin/python3.13",
          "3.13.5");

  @Test
  void leadsToTheInterpreterOfTheBase() throws IOException {
    FileTree tree = environment.tree(FileTree.empty());

    assertThat(target(tree, "bin/python3.13")).isEqualTo("/usr/bin/python3.13");
    assertThat(target(tree, "bin/python3")).isEqualTo("python3.13");
    assertThat(target(tree, "bin/python")).isEqualTo("python3.13");
    assertThat(target(tree, "lib64")).isEqualTo("lib");
    assertThat(text(tree, "pyvenv.cfg"))
        .startsWith("home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.13.5\n");
  }

  @Test
  void belongsToTheUserFromThePrefixDown() throws IOException {
    FileTree tree = environment.tree(FileTree.empty());

    assertThat(tree.nodes().firstKey()).isEqualTo(ENV);
    assertThat(tree.nodes().values())
        .allMatch(node -> node.attributes().uid() == 1000 && node.attributes().gid() == 1000);
    assertThat(tree.nodes()).containsKey(ENV + "/lib/python3.13/site-packages");
  }

  @Test
  void activationScriptsAreTheBasesWithTheirPlacesFilled() throws IOException {
    String scripts = "usr/lib/python3.13/venv/scripts/";
    FileTree base =
        FileTree.builder()
            .put(scripts + "common/activate", file("A=__VENV_DIR__ (__VENV_PROMPT__)"))
            .put(scripts + "common/Activate.ps1", file("$A = __VENV_NAME__"))
            .put(scripts + "posix/activate.csh", file("__VENV_BIN_NAME__ __VENV_PYTHON__"))
            .put(scripts + "nt/activate.bat", file(""))
            .put("usr/lib/python3.13/venv/other", file(""))
            .build();

    FileTree tree = environment.tree(base);

    assertThat(text(tree, "bin/activate")).isEqualTo("A=/srv/conda/envs/notebook (notebook)");
    assertThat(text(tree, "bin/Activate.ps1")).isEqualTo("$A = 'notebook'");
    assertThat(text(tree, "bin/activate.csh"))
        .isEqualTo("bin /srv/conda/envs/notebook/bin/python3.13");
    assertThat(tree.nodes()).doesNotContainKeys(ENV + "/bin/activate.bat", ENV + "/bin/other");
    assertThat(tree.nodes().get(ENV + "/bin/activate"))
        .extracting(Node::attributes)
        .isEqualTo(new Attributes(0644, 1000, 1000, 7));
  }

  private static Node.RegularFile file(String text) {
    return new Node.RegularFile(
        new Attributes(0644, 0, 0, 7), Content.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String target(FileTree tree, String path) {
    return ((Node.SymbolicLink) tree.node(ENV + "/" + path).orElseThrow()).target();
  }

  private static String text(FileTree tree, String path) throws IOException {
    Node.RegularFile file = (Node.RegularFile) tree.node(ENV + "/" + path).orElseThrow();
    try (InputStream content = file.content().open()) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
