package org.repo2oci.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the entrypoint of images makes of a hub's variables. */
class EntrypointTest {
  private static final String SAY =
      "echo \"app=${JUPYTERHUB_SINGLEUSER_APP-none} page=${JUPYTERHUB_DEFAULT_URL-none}\"";

  @TempDir private Path folder;
  private Path packages;

  @BeforeEach
  void makeNotebook7() throws IOException {
    packages = Files.createDirectories(folder.resolve("env/lib/python3.13/site-packages/notebook"));
    Files.createFile(packages.resolve("app.py"));
  }

  private String run(Map<String, String> variables) throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(variables);
    all.put("NB_PYTHON_PREFIX", folder.resolve("env").toString());
    all.put("REPO_DIR", folder.toString());
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash",
            "buildpacks/jupyter/files/usr/local/bin/repo2docker-entrypoint",
            "sh",
            "-c",
            SAY);
    builder.environment().keySet().removeIf(name -> name.startsWith("JUPYTERHUB_"));
    builder.environment().putAll(all);
    Process process = builder.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out.strip();
  }

  @ParameterizedTest
  @CsvSource({
    "notebook, /tree",
    "notebook.notebookapp.NotebookApp, /tree",
    "notebook.app.JupyterNotebookApp, /tree",
    "nbclassic, /nbclassic/tree",
    "nbclassic.notebookapp.NotebookApp, /nbclassic/tree",
    "jupyterlab.labapp.LabApp, /lab",
    "jupyterlab, /lab",
    "lab, /lab",
  })
  void serversOfOlderGuidesBecomePages(String app, String page) throws Exception {
    assertThat(run(Map.of("JUPYTERHUB_SINGLEUSER_APP", app)))
        .startsWith("JUPYTERHUB_SINGLEUSER_APP=%s cannot be a hub's server any more".formatted(app))
        .contains("`c.Spawner.default_url = \"%s\"`".formatted(page))
        .endsWith("\napp=none page=" + page);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jupyter-server",
        "jupyter_server.serverapp.ServerApp",
        "extension",
        "my.own.ServerApp"
      })
  void serversThatWorkAreLeftAlone(String app) throws Exception {
    assertThat(run(Map.of("JUPYTERHUB_SINGLEUSER_APP", app)))
        .isEqualTo("app=%s page=none".formatted(app));
  }

  @Test
  void aPageThatIsNamedIsKept() throws Exception {
    Map<String, String> variables =
        Map.of("JUPYTERHUB_SINGLEUSER_APP", "notebook", "JUPYTERHUB_DEFAULT_URL", "/rstudio");

    assertThat(run(variables))
        .contains("with the page /rstudio")
        .endsWith("app=none page=/rstudio");
  }

  @Test
  void nothingIsSaidWithoutAServerThatIsNamed() throws Exception {
    assertThat(run(Map.of())).isEqualTo("app=none page=none");
  }

  @ParameterizedTest
  @CsvSource({
    "notebook, app=notebook page=none",
    "notebook.notebookapp.NotebookApp, app=notebook.notebookapp.NotebookApp page=none",
    "nbclassic, app=none page=/tree",
    "jupyterlab.labapp.LabApp, app=none page=/lab",
  })
  void notebook6IsTheClassicNotebook(String app, String outcome) throws Exception {
    Files.delete(packages.resolve("app.py"));

    assertThat(run(Map.of("JUPYTERHUB_SINGLEUSER_APP", app))).endsWith(outcome);
  }
}
