package org.repo2oci.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.DockerException;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.repo2oci.failure.BuildFailure;

class EngineFailuresTest {
  private final EngineFailures failures =
      new EngineFailures(
          new EngineAddress(
              URI.create("unix:///nowhere"), EngineAddress.USUAL_PLACE, Optional.empty()));

  private BuildFailure refused(String reason) {
    return failures.refused(
        "run", "demo:1", new RuntimeException(new DockerException(reason, 500)));
  }

  @Test
  void readsWhatDockerAndPodmanAnswer() {
    assertThat(refused("{\"message\":\"No \\\"such\\\" image\"}\n").details())
        .containsExactly("No \"such\" image");
    assertThat(refused("{\"cause\":\"x\",\"message\":\"no\\nroom\",\"response\":500}").details())
        .containsExactly("no\nroom");
    assertThat(refused("plain words").details()).containsExactly("plain words");
    assertThat(EngineFailures.reason(new RuntimeException(new IOException("broken pipe"))))
        .isEqualTo("broken pipe");
  }

  @Test
  void saysWhatToDo() {
    assertThat(refused("Bind for 127.0.0.1:80 failed: port is already allocated").hints())
        .containsExactly("Name another port with `--port` or `--publish`, or none for a free one");
    assertThat(refused("write /x: no space left on device").hints())
        .containsExactly("Make room, for example with `docker system prune`");
  }

  @Test
  void theUsualAddressNeedsNoSource() {
    BuildFailure failure = failures.unreachable(new IOException("refused"));

    assertThat(failure).hasMessage("Cannot reach the Docker Engine at `unix:///nowhere`: refused");
    assertThat(failure.details()).isEmpty();
  }
}
