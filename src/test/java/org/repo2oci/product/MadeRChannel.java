package org.repo2oci.product;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The conda channel with an R that {@code bench/r-conda} makes of Debian's archives, made once. */
final class MadeRChannel {
  private static final String NAME = "r-conda-1";

  private MadeRChannel() {}

  /** Its folder; the test is skipped where it cannot be made. */
  static Path require() throws Exception {
    Path cache = Path.of(System.getProperty("user.home"), ".cache/repo2oci-tests");
    Path channel = cache.resolve(NAME);
    if (!Files.isDirectory(channel)) {
      Files.createDirectories(cache);
      Path making = Files.createTempDirectory(cache, NAME);
      Path log = making.resolve("log");
      Process made =
          new ProcessBuilder(
                  "bench/r-conda",
                  making.resolve("channel").toString(),
                  "--cache",
                  cache.resolve("cran-bookworm").toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      assumeTrue(
          made.waitFor(10, TimeUnit.MINUTES) && made.exitValue() == 0,
          "no conda channel with R can be made of Debian's archives: " + Files.readString(log));
      Files.move(making.resolve("channel"), channel);
      Files.delete(log);
      Files.delete(making);
    }
    return channel;
  }
}
