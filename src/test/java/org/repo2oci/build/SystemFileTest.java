package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.repo2oci.failure.BuildFailure;

class SystemFileTest {
  private static SystemFile read(String text) {
    return SystemFile.parse("system-image.yml", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsWhatItSays() {
    SystemFile file =
        read(
            """
            packages: [git]
            files: [runtime]
            entrypoint: [/run]
            user: "1000"
            working-directory: /srv
            user-namespaces: true
            """);

    assertThat(file.packages()).containsExactly("git");
    assertThat(file.files()).containsExactly("runtime");
    assertThat(file.entrypoint()).containsExactly("/run");
    assertThat(file.user()).isEqualTo("1000");
    assertThat(file.workingDirectory()).isEqualTo("/srv");
    assertThat(file.userNamespaces()).isTrue();
  }

  @Test
  void needsNothingButACommand() {
    SystemFile file = read("command: [bash]");

    assertThat(file.packages()).isEmpty();
    assertThat(file.workingDirectory()).isEqualTo("/");
    assertThat(file.userNamespaces()).isFalse();
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> read("command: [bash]\npackges: [git]\n"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("packges");
  }

  @Test
  void hasRoomForThreeFolders() {
    assertThatThrownBy(() -> read("files: [a, b, c, d]"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("more than 3 folders");
  }
}
