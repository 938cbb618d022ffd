package org.repo2oci.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerCommandTest {
  private static ServerCommand command(String line) {
    return new ServerCommand(List.of(line.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jupyter-lab --ip=0.0.0.0",
        "/srv/conda/envs/notebook/bin/jupyter-notebook",
        "jupyter lab",
        "jupyter notebook --ip 0.0.0.0",
        "jupyter server",
        "python3.13 -m jupyterlab",
        "python -m notebook --debug"
      })
  void knowsJupytersServers(String line) {
    assertThat(command(line).isJupyter()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bash",
        "jupyter",
        "jupyter kernelspec list",
        "jupyter-kernelspec list",
        "python3 -m http.server",
        "python3 -c lab",
        "echo jupyter-lab"
      })
  void knowsWhatIsNoServer(String line) {
    assertThat(command(line).isJupyter()).isFalse();
    assertThat(new ServerCommand(List.of()).isJupyter()).isFalse();
  }

  @Test
  void replacesWhatMayOnlyBeGivenOnce() {
    assertThat(
            command(
                    "jupyter lab --ip=0.0.0.0 --port 1234 --ServerApp.ip=x --NotebookApp.base_url=/a"
                        + " --debug --ServerApp.root_dir=/srv --ServerApp.port_retries 5 --no-browser"
                        + " folder")
                .listeningOn(
                    new ImageRunner.Listening("127.0.0.1", 4321),
                    new ServerAddress("127.0.0.1", 4321)))
        .containsExactly(
            "jupyter",
            "lab",
            "--debug",
            "--ServerApp.root_dir=/srv",
            "--no-browser",
            "folder",
            "--ip=127.0.0.1",
            "--port=4321",
            "--no-browser",
            "--ServerApp.port_retries=0",
            "--ServerApp.base_url=/",
            "--ServerApp.custom_display_url=http://127.0.0.1:4321");
  }
}
