package org.repo2oci.conda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.repo2oci.pypi.HostPython;

/**
 * A channel with Pythons, the server of every image, numpy and pandas: made once on a machine and
 * kept, where the tool that makes it is beside the project.
 */
public final class MadeChannel {
  /** Another list needs another {@link #NAME}. */
  private static final List<String> PACKAGES =
      List.of(
          "jupyterlab",
          "notebook",
          "nbclassic",
          "jupyterhub",
          "jupyter-server-proxy",
          "ipykernel",
          "ipywidgets",
          "jupyter-resource-usage",
          "numpy",
          "pandas",
          "matplotlib");

  private static final String NAME = "conda-channel-2";

  private MadeChannel() {}

  /** A tool for tests of conda; the test is skipped where there is none. */
  public static Path tool(String name) {
    Optional<Path> tool =
        Stream.of(Path.of("../shared/tools"), Path.of("../../shared/tools"))
            .map(folder -> folder.resolve(name).toAbsolutePath().normalize())
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(tool.isPresent(), "`%s` is not on this machine".formatted(name));
    return tool.orElseThrow();
  }

  /** Its folder; the test is skipped where it cannot be made. */
  public static Path require() throws IOException, InterruptedException {
    Path tool = tool("make-conda-channel");
    Path cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".cache"));
    Path folder = Files.createDirectories(cache.resolve("repo2oci-tests"));
    Path channel = folder.resolve(NAME);
    try (FileChannel file =
            FileChannel.open(
                folder.resolve("conda-channel.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      if (lock.isValid() && !Files.isDirectory(channel)) {
        Path making = Files.createTempDirectory(folder, NAME);
        List<String> command =
            new ArrayList<>(List.of(tool.toString(), making.toString(), "--shards", "--with"));
        command.addAll(PACKAGES);
        try {
          HostPython.run(folder, command);
        } catch (IOException e) {
          assumeTrue(false, "needs a package index: " + e.getMessage());
        }
        Files.move(making, channel, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return channel;
  }
}
