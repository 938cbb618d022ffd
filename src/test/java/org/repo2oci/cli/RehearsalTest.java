package org.repo2oci.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.cli.application.HostSettings;

class RehearsalTest {
  @TempDir private Path folder;

  @Test
  void buildsAnImageOfLayersThatAreThereWithoutTheNetwork() throws Exception {
    HostSettings host =
        new HostSettings(
            Map.of(),
            Optional.of(folder),
            folder.resolve("cache"),
            folder,
            Path.of("").toAbsolutePath(),
            false,
            false,
            2,
            1000);
    Path played;
    try (Rehearsal rehearsal = Rehearsal.start(host)) {
      played = rehearsal.folder();
      assertThat(rehearsal.play()).matches("demo@sha256:[0-9a-f]{64}\n");
    }
    assertThat(Files.exists(played)).isFalse();
    assertThat(folder.resolve("cache")).doesNotExist();
  }
}
