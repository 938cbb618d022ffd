package org.repo2oci.product;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A real hub: JupyterHub with DockerSpawner and configurable-http-proxy, installed once by pip and
 * npm as this machine has them.
 *
 * @param python of the hub's environment
 * @param proxy the folder with the proxy's program
 */
record HubPrograms(Path python, Path proxy) {
  private static final String NAME = "jupyterhub-6.1.1";
  private static final String[] PACKAGES = {"jupyterhub==6.1.1", "dockerspawner==14.0.0"};
  private static final String PROXY = "configurable-http-proxy@5.3.0";

  /** The test is skipped where they cannot be had. */
  static HubPrograms require() throws IOException, InterruptedException {
    for (String program : new String[] {"python3", "node", "npm"}) {
      assumeTrue(Command.exists(program), "`%s` is not installed".formatted(program));
    }
    Path cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".cache"));
    Path all = Files.createDirectories(cache.resolve("repo2oci-tests"));
    Path folder = all.resolve(NAME);
    // A virtual environment cannot be moved: the mark is made last.
    Path mark = folder.resolve("complete");
    try (FileChannel file =
            FileChannel.open(
                all.resolve(NAME + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      if (lock.isValid() && !Files.exists(mark)) {
        Command.of("rm", "-rf", folder.toString()).run().succeeded();
        install(Command.of("python3", "-m", "venv", folder.toString()));
        install(Command.of(folder.resolve("bin/pip").toString(), "install", "-q").and(PACKAGES));
        install(Command.of("npm", "install", "--silent", "--prefix", folder.toString(), PROXY));
        Files.createFile(mark);
      }
    }
    return new HubPrograms(folder.resolve("bin/python"), folder.resolve("node_modules/.bin"));
  }

  private static void install(Command command) throws IOException, InterruptedException {
    Command.Ended ended = command.run();
    assumeTrue(ended.code() == 0, "needs package indexes: " + ended.err());
  }
}
