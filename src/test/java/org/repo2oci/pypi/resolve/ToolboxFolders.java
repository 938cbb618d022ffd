package org.repo2oci.pypi.resolve;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.repo2oci.image.Digest;
import org.repo2oci.sandbox.RootLayer;

/**
 * Toolboxes that lie unpacked in a folder: {@code root-python} and {@code root-build}, Debian
 * trixie with the packages that {@link Toolboxes} names.
 */
record ToolboxFolders(Path folder) implements Toolboxes {
  static ToolboxFolders onThisMachine() {
    String folder = String.valueOf(System.getProperty("repo2oci.toolboxes"));
    assumeTrue(
        Files.isDirectory(Path.of(folder).resolve("root-python/usr")),
        "-Drepo2oci.toolboxes=FOLDER names no folder with root-python");
    return new ToolboxFolders(Path.of(folder));
  }

  @Override
  public List<RootLayer> python() {
    return layer("root-python");
  }

  @Override
  public List<RootLayer> build() {
    return layer("root-build");
  }

  @Override
  public Digest buildKey() {
    return key("root-build");
  }

  private List<RootLayer> layer(String name) {
    return List.of(new RootLayer(key(name), folder.resolve(name)));
  }

  private static Digest key(String name) {
    return Digest.of(name.getBytes(StandardCharsets.UTF_8));
  }
}
