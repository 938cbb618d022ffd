package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R repositories, with packages of a repository that is made of Debian's archives. */
@Tag("e2e")
@Timeout(600)
class RE2eTest {
  @TempDir private static Path folder;
  private static HttpServer server;
  private static Built built;

  @BeforeAll
  static void makeRepository() throws Exception {
    Path cache = Path.of(System.getProperty("user.home"), ".cache/repo2oci-tests/cran");
    Files.createDirectories(cache);
    Path log = folder.resolve("cran.log");
    Path packages = folder.resolve("cran");
    Process made =
        new ProcessBuilder(
                "bench/cran-repository",
                packages.toString(),
                "--cache",
                cache.toString(),
                "--built",
                "dplyr",
                "stringr",
                "xml2",
                "--source",
                "glue",
                "rlang",
                "cli",
                "lifecycle",
                "withr")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assumeTrue(
        made.waitFor(5, TimeUnit.MINUTES) && made.exitValue() == 0,
        "no repository can be made of Debian's archives: " + Files.readString(log));
    server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            packages.toRealPath(),
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    built = build(repository("install.packages(c('dplyr', 'stringr'))\nlibrary(dplyr)\n"), "built");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private static String mirror(String name) {
    return "http://localhost:%d/%s".formatted(server.getAddress().getPort(), name);
  }

  private static Path repository(String script) throws Exception {
    Path repository = Files.createTempDirectory(folder, "repository");
    Files.writeString(repository.resolve("install.R"), script);
    return repository;
  }

  private static Built build(Path repository, String mirror, String... options) throws Exception {
    return Built.by(
        Product.command("build", repository.toString(), "--cran-mirror", mirror(mirror))
            .and(options),
        Files.createTempDirectory(folder, "layout"));
  }

  /** In a store that no test but this class has had. */
  private static Built inOtherStore(Path repository, String mirror) throws Exception {
    return Built.by(
        Product.command("build", repository.toString(), "--cran-mirror", mirror(mirror))
            .with("REPO2OCI_STORE", folder.resolve("store").toString()),
        Files.createTempDirectory(folder, "layout"));
  }

  private static Map<String, String> packages(Built image) throws Exception {
    Map<String, String> layers = new TreeMap<>(image.layers());
    layers.keySet().removeIf(name -> !name.startsWith("r packages"));
    return layers;
  }

  @Test
  void builtPackagesAreLayersAndInstallNothingAgain() throws Exception {
    assertThat(built.said())
        .contains("Already there as locked: dplyr 1.1.4, stringr 1.5.1")
        .doesNotContain("* installing");
    assertThat(packages(built)).isNotEmpty();
    assertThat(built.members("r script").keySet())
        .noneMatch(path -> path.startsWith("srv/rlibs/dplyr"));
  }

  @Test
  void sourcesAreBuiltOnceAndWithoutCompilersInTheImage() throws Exception {
    Path repository = repository("install.packages('lifecycle')\nlibrary(lifecycle)\n");
    Built image = inOtherStore(repository, "source");
    assertThat(image.said()).contains("Built the R package `lifecycle ");
    Path more = repository("install.packages(c('lifecycle', 'withr'))\n");
    Built grown = inOtherStore(more, "source");
    assertThat(grown.said())
        .contains("Built the R package `withr ")
        .doesNotContain("Built the R package `lifecycle ");
    assertThat(grown.members("features").keySet()).noneMatch(path -> path.endsWith("bin/gcc"));
  }

  /** It is installed like any other, and cannot be loaded. */
  @Test
  void aPackageThatLacksALibraryIsSaidWithItsDebianPackage() throws Exception {
    Path repository = repository("install.packages('xml2')\n");
    assertThat(build(repository, "built").said())
        .contains(
            "R packages cannot be loaded in the image: `xml2` needs `libxml2.so.2`. Name `libxml2`"
                + " in apt.txt");
    Files.writeString(repository.resolve("apt.txt"), "libxml2\n");
    assertThat(build(repository, "built").said()).doesNotContain("cannot be loaded");
  }

  @Test
  void anotherStoreGivesTheSameLayers() throws Exception {
    Path repository = repository("install.packages(c('dplyr', 'stringr'))\nlibrary(dplyr)\n");
    Built other = inOtherStore(repository, "built");
    assertThat(packages(other).values()).containsExactlyElementsOf(packages(built).values());

    Path source = repository("install.packages('glue')\n");
    Built here = build(source, "source");
    Built there = inOtherStore(source, "source");
    assertThat(packages(here)).isNotEmpty();
    assertThat(packages(there).values()).containsExactlyElementsOf(packages(here).values());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "library(nosuch) | `install.R` ended with exit code 1",
        "stop('on purpose') | on purpose",
        "install.packages('nosuchpackage') | wants the R package `nosuchpackage`, which is not",
        "x <- (1 | `install.R` ended with exit code 1",
        "install.packages('cli', repos = 'http://localhost:9/none') | could not reach the R repository"
      })
  void aScriptThatFailsEndsTheBuildWithTheReason(String script, String reason) throws Exception {
    Command.Ended ended =
        Product.run("build", repository(script).toString(), "--cran-mirror", mirror("built"));
    assertThat(ended.code()).isIn(1, 3);
    assertThat(ended.err()).contains(reason);
  }

  @Test
  void aPackageThatCannotBeCompiledIsNamedWithWhatItMisses() throws Exception {
    Path repository =
        repository(
            """
            place <- file.path(tempdir(), "broken")
            dir.create(file.path(place, "src"), recursive = TRUE)
            writeLines(c("Package: broken", "Version: 1.0", "Title: T", "Description: D.",
                         "License: GPL-3", "Author: A", "Maintainer: A <a@example.org>"),
                       file.path(place, "DESCRIPTION"))
            writeLines("useDynLib(broken)", file.path(place, "NAMESPACE"))
            writeLines("#include <gsl/gsl_errno.h>", file.path(place, "src", "a.c"))
            install.packages(place, repos = NULL, type = "source")
            """);
    Command.Ended ended = Product.run("build", repository.toString());
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .contains("could not install the R package `broken`", "Name `libgsl-dev` in apt.txt");
  }

  /** The R of the lock is another z of Debian's x.y, which is as good. */
  @Test
  void aLockOfRenvAndADescriptionAreEnough() throws Exception {
    Path locked = Files.createTempDirectory(folder, "renv");
    Files.writeString(
        locked.resolve("renv.lock"),
        """
        {"R": {"Version": "4.5.9", "Repositories": [{"Name": "CRAN", "URL": "%s"}]},
         "Packages": {"stringr": {"Package": "stringr", "Version": "1.5.1", "Source": "Repository",
                                  "Repository": "CRAN"}}}
        """
            .formatted(mirror("built")));
    Path described = Files.createTempDirectory(folder, "described");
    Files.writeString(
        described.resolve("DESCRIPTION"),
        """
        Package: mine
        Version: 1.0
        Title: T
        Description: D.
        License: GPL-3
        Author: A
        Maintainer: A <a@example.org>
        Depends: R (>= 4.1)
        Imports: stringr (>= 1.5)
        """);
    Files.createDirectory(described.resolve("R"));
    Files.writeString(described.resolve("NAMESPACE"), "export(f)\n");
    Files.writeString(described.resolve("R/f.R"), "f <- function() stringr::str_to_upper('x')\n");

    for (Path repository : List.of(locked, described)) {
      Built image = build(repository, "built");
      assertThat(image.said()).contains("Using R 4.5", "R packages").doesNotContain("asks for R");
      assertThat(packages(image)).isNotEmpty();
    }
    assertThat(build(described, "built").members("steps").keySet())
        .contains("srv/rlibs/mine/DESCRIPTION");
  }

  @Test
  void aMissingPackageOfADescriptionIsSaidBeforeAnythingIsBuilt() throws Exception {
    Path repository = Files.createTempDirectory(folder, "description");
    Files.writeString(repository.resolve("DESCRIPTION"), "Package: x\nImports: nosuchpackage\n");
    List<String> words = List.of("build", repository.toString(), "--cran-mirror", mirror("built"));
    Command.Ended ended = Product.run(words.toArray(String[]::new));
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .contains("Cannot lock the R package `nosuchpackage` of `DESCRIPTION`: no repository");
  }
}
