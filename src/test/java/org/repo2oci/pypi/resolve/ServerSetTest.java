package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerSetTest {
  @TempDir Path folder;

  @Test
  void readsABuildpacksFolder() throws Exception {
    Files.writeString(
        folder.resolve("buildpack.yml"),
        """
        python:
          requirements: in.txt
          preferences: lock.txt
          exclude:
            - package: Slow_Thing
              reason: it is slow
              unless: schema[all]
        """);
    Files.writeString(folder.resolve("in.txt"), "# why\nJupyter_Lab>=3  # it is the server\n\n");
    Files.writeString(
        folder.resolve("lock.txt"), "jupyterlab==4.5.0\n    # via x\nRuamel.Yaml==0.1\n");

    ServerSet set = ServerSet.read(folder);

    assertThat(set.requirements()).containsExactly("Jupyter_Lab>=3");
    assertThat(set.preferences())
        .containsEntry("jupyterlab", "4.5.0")
        .containsEntry("ruamel-yaml", "0.1")
        .hasSize(2);
    assertThat(set.exclusions())
        .containsExactly(new ServerSet.Exclusion("slow-thing", "it is slow", "schema[all]"));
    assertThat(set.names("jupyter-lab")).isTrue();
    assertThat(set.names("jupyter")).isFalse();
  }

  @Test
  void pinsAllThatTheShippedServerAsksFor() throws Exception {
    ServerSet set = ServerSet.read(Path.of("buildpacks/jupyter"));

    for (String name : set.requirements()) {
      assertThat(set.preferences()).containsKey(name.replaceFirst("[<>=].*", ""));
    }
    assertThat(set.exclusions()).allMatch(exclusion -> !exclusion.reason().isBlank());
    assertThat(set.exclusions())
        .noneMatch(exclusion -> set.preferences().containsKey(exclusion.name()));
  }

  @Test
  void noneIsNothing() {
    assertThat(ServerSet.none().names("jupyterlab")).isFalse();
    assertThat(ServerSet.none().preferences()).isEmpty();
  }
}
