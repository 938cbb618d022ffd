package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An image with an R that Debian has not: the one of the release before, made as Posit does. */
@Tag("e2e")
@Timeout(900)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RBuildE2eTest {
  private static final String VERSION = "4.2.2";
  private static final String TOKEN = "abc";

  private HttpServer server;
  private LocalRegistry registry;
  private String image;
  private String said;
  private Container container;

  @BeforeAll
  void build(@TempDir Path folder) throws Exception {
    for (String program : List.of("docker-registry", "docker", "dpkg-deb", "apt-get")) {
      assumeTrue(Command.exists(program), "`%s` is not installed".formatted(program));
    }
    assumeTrue(Command.of("docker", "info").run().code() == 0, "no Docker Engine runs");
    Path cache = Path.of(System.getProperty("user.home"), ".cache/repo2oci-tests/cran-bookworm");
    Path served = Files.createDirectories(folder.resolve("served"));
    make(folder, "bench/r-build", served.resolve("r-" + VERSION + ".deb"), "--cache", cache);
    make(
        folder,
        "bench/cran-repository",
        served,
        "--suite",
        "bookworm",
        "--cache",
        cache,
        "--built",
        "irkernel",
        "remotes");
    make(
        folder,
        "bench/cran-repository",
        folder.resolve("sources"),
        "--cache",
        cache.resolveSibling("cran"),
        "--source",
        "glue");
    join(folder.resolve("sources/source/src/contrib"), served.resolve("built/src/contrib"));
    server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            served.toRealPath(),
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    registry = LocalRegistry.start(folder);
    image = registry.name("another/r:1");
    Path repository = Files.createDirectories(folder.resolve("repository"));
    Files.writeString(repository.resolve("runtime.txt"), "r-%s\n".formatted(VERSION));
    Files.writeString(repository.resolve("install.R"), "install.packages('glue')\n");
    Command.Ended built =
        Product.run(
            "build",
            repository.toString(),
            "-t",
            image,
            "--push",
            "--cran-mirror",
            at("built"),
            "--r-builds",
            at("r-{version}.deb"),
            "--rstudio-deb",
            StandInRstudio.make(folder).toString());
    built.succeeded();
    said = built.err();
    container = Container.start(image, TOKEN, List.of());
    Http.await(URI.create(container.url("lab")), 200);
  }

  @AfterAll
  void end() throws Exception {
    if (container != null) {
      container.close();
    }
    if (registry != null) {
      registry.close();
    }
    if (server != null) {
      server.stop(0);
    }
    if (image != null) {
      Command.of("docker", "rmi", "-f", image).run();
    }
  }

  private String at(String path) {
    return "http://localhost:%d/%s".formatted(server.getAddress().getPort(), path);
  }

  private static void make(Path folder, Object... words) throws Exception {
    Path log = folder.resolve("made.log");
    Process made =
        new ProcessBuilder(Stream.of(words).map(Object::toString).toList())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assumeTrue(
        made.waitFor(5, TimeUnit.MINUTES) && made.exitValue() == 0,
        "no R can be made of Debian's archives: " + Files.readString(log));
  }

  /** One repository of two. */
  private static void join(Path from, Path to) throws Exception {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".tar.gz")).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    Files.writeString(
        to.resolve("PACKAGES"),
        Files.readString(to.resolve("PACKAGES"))
            + "\n"
            + Files.readString(from.resolve("PACKAGES")));
    Files.delete(to.resolve("PACKAGES.gz"));
  }

  @Test
  void packagesAreBuiltWithThatR() {
    assertThat(said)
        .contains(
            "Using R %s, built for the distribution".formatted(VERSION),
            "Built the R package `glue ",
            "Already there as locked: glue ");
  }

  @Test
  void theKernelAndTheTerminalHaveThatR() throws Exception {
    assertThat(
            Kernel.run(
                URI.create("http://%s/".formatted(container.server())),
                TOKEN,
                "ir",
                "cat(as.character(getRversion()), R.home(), glue::glue('{6*7}'), sum(1:10))"))
        .isEqualTo("%1$s /opt/R/%1$s/lib/R 42 55".formatted(VERSION));
    assertThat(container.run("R --version | head -1; Rscript -e 'cat(R.home())'"))
        .contains("R version " + VERSION, "/opt/R/%s/lib/R".formatted(VERSION));
    assertThat(container.run("which -a R gcc || true")).isEqualTo("/usr/local/bin/R");
  }

  @Test
  void rstudioIsToldOfThatR() throws Exception {
    assertThat(
            container.run("$(sed -n s/rsession-which-r=//p /etc/rstudio/rserver.conf) --version"))
        .startsWith("R version " + VERSION);
  }
}
