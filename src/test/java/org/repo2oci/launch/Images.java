package org.repo2oci.launch;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.Platform;

/** Small images for tests. */
final class Images {
  static final List<String> JUPYTER = List.of("jupyter-lab", "--ip=0.0.0.0");

  private Images() {}

  static ImageConfig config(String user, List<String> entrypoint, List<String> command) {
    return config(user, entrypoint, command, List.of(digest("layer")));
  }

  static ImageConfig config(
      String user, List<String> entrypoint, List<String> command, List<Digest> diffIds) {
    return new ImageConfig(
        "2026-01-01T00:00:00Z",
        Platform.LINUX_AMD64,
        Optional.of(user),
        Map.of("PATH", "/usr/bin:/bin", "HOME", "/home/jovyan", "REPO_DIR", "/home/jovyan"),
        entrypoint,
        command,
        Optional.of("/home/jovyan"),
        List.of("8888/tcp"),
        Map.of(),
        diffIds,
        List.of());
  }

  static LaunchImage image(List<String> command) {
    return new LaunchImage(
        "demo", config("1000", List.of("/entry"), command), List.of(Path.of("layer")));
  }

  static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
