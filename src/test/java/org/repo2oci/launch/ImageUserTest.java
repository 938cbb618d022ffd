package org.repo2oci.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.sandbox.RootLayer;

class ImageUserTest {
  @TempDir Path folder;
  private final List<RootLayer> layers = new ArrayList<>();

  @BeforeEach
  void makeLayers() throws IOException {
    layer("below", "passwd", "root:x:0:0::/root:/bin/sh\n");
    layer(
        "above",
        "passwd",
        """
        root:x:0:0::/root:/bin/sh
        odd line
        jovyan:x:1000:100::/home/jovyan:/bin/sh
        2000:x:1001:7::/home/number:/bin/sh
        """);
    layer("top", "group", "users:x:100:\n");
  }

  private void layer(String name, String file, String text) throws IOException {
    Path directory = folder.resolve(name);
    Files.writeString(Files.createDirectories(directory.resolve("etc")).resolve(file), text);
    layers.add(new RootLayer(Images.digest(name), directory));
  }

  private ImageUser user(String user) {
    return ImageUser.of(user, layers);
  }

  @Test
  void readsNumbersAndNames() {
    assertThat(user("1000")).isEqualTo(new ImageUser(1000, 100, Optional.of("/home/jovyan")));
    assertThat(user("jovyan")).isEqualTo(user("1000"));
    assertThat(user("1000:1000").gid()).isEqualTo(1000);
    assertThat(user("jovyan:users").gid()).isEqualTo(100);
    assertThat(user("4711")).isEqualTo(new ImageUser(4711, 0, Optional.empty()));
    assertThat(user("").uid()).isZero();
  }

  @Test
  void refusesUsersThatTheImageHasNot() {
    for (String unknown : List.of("nobody", "1000:none", "-5", ":")) {
      assertThatThrownBy(() -> user(unknown))
          .as(unknown)
          .isInstanceOf(BuildFailure.class)
          .hasMessage("Cannot launch as `%s`: the image has no such user".formatted(unknown));
    }
  }

  @Test
  void readsNoFileOfTheMachineThroughALink() throws IOException {
    Path hostile = Files.createDirectories(folder.resolve("hostile/etc"));
    Path other = Files.writeString(folder.resolve("other"), "jovyan:x:0:0::/root:/bin/sh\n");
    Files.createSymbolicLink(hostile.resolve("passwd"), other);
    Path linked = Files.createDirectories(folder.resolve("linked"));
    Files.createSymbolicLink(linked.resolve("etc"), folder.resolve("below/etc"));
    layers.add(new RootLayer(Images.digest("hostile"), folder.resolve("hostile")));
    layers.add(new RootLayer(Images.digest("linked"), linked));

    assertThat(user("jovyan").uid()).isEqualTo(1000);
  }
}
