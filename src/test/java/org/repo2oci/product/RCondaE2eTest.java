package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.conda.MadeChannel;

/** An image with conda's R, which a channel of ours stands in for. */
@Tag("e2e")
@Timeout(900)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RCondaE2eTest {
  private static final String HOME = "/srv/conda/envs/notebook/lib/R";
  private static final String VERSION = "4.2.2";
  private static final String TOKEN = "abc";

  private Path folder;
  private ChannelServer channels;
  private SmallCran cran;
  private LocalRegistry registry;
  private String image;
  private String said;
  private Container container;

  @BeforeAll
  void build(@TempDir Path shared) throws Exception {
    folder = shared;
    for (String program : List.of("docker-registry", "docker", "dpkg-deb", "apt-get")) {
      assumeTrue(Command.exists(program), "`%s` is not installed".formatted(program));
    }
    assumeTrue(Command.of("docker", "info").run().code() == 0, "no Docker Engine runs");
    channels = ChannelServer.start();
    channels.serve("conda-forge", MadeChannel.require());
    channels.serve("with-r", MadeRChannel.require());
    Path packages = folder.resolve("cran");
    cran =
        SmallCran.start(packages)
            .with("needed", "")
            .with("wanted", "Imports: needed\n")
            .with("described", "")
            .with("later", "");
    registry = LocalRegistry.start(folder);
    image = registry.name("conda/r:1");
    Command.Ended built =
        Product.command("build", repository().toString(), "-t", image, "--push")
            .and("--conda-channel-alias", channels.alias())
            .and("--cran-mirror", cran.url())
            .and("--rstudio-deb", StandInRstudio.make(folder).toString())
            .run();
    built.succeeded();
    said = built.err();
    container =
        Container.start(
            image, TOKEN, List.of("-v", packages.toRealPath() + ":/var/lib/packages:ro"));
    Http.await(URI.create(container.url("lab")), 200);
  }

  private Path repository() throws Exception {
    Path repository = Files.createDirectory(folder.resolve("repository"));
    Files.writeString(
        repository.resolve("environment.yml"),
        "channels: [with-r, conda-forge]\ndependencies: [r-base, toolz]\n");
    Files.writeString(repository.resolve("install.R"), "install.packages('wanted')\n");
    Files.writeString(
        repository.resolve("DESCRIPTION"), "Package: x\nVersion: 1.0\nImports: described, utils\n");
    Path script = repository.resolve("postBuild");
    Files.writeString(
        script,
        "#!/bin/bash -e\nRscript -e 'library(wanted); library(described)' -e 'cat(R.home())' >r\n");
    Command.of("chmod", "+x", script.toString()).run().succeeded();
    return repository;
  }

  @AfterAll
  void end() throws Exception {
    for (AutoCloseable one : new AutoCloseable[] {container, registry, channels, cran}) {
      if (one != null) {
        one.close();
      }
    }
    if (image != null) {
      Command.of("docker", "rmi", "-f", image).run();
    }
  }

  @Test
  void condasROnlyIsThereAndRunsTheScripts() throws Exception {
    assertThat(said).contains("Running `post-link of r-base`", "Running `install.R`");
    assertThat(container.run("which -a R Rscript gcc || true; cat r"))
        .isEqualTo(
            """
            /srv/conda/envs/notebook/bin/R
            /srv/conda/envs/notebook/bin/Rscript
            %s\
            """
                .formatted(HOME));
    assertThat(container.run("Rscript -e 'cat(dirname(find.package(\"wanted\")))'"))
        .isEqualTo("/srv/rlibs");
  }

  @Test
  void theKernelAndATerminalHaveIt() throws Exception {
    assertThat(
            Kernel.run(
                URI.create("http://%s/".formatted(container.server())),
                TOKEN,
                "ir",
                "cat(as.character(getRversion()), R.home(), find.package('wanted'), sum(1:10))"))
        .isEqualTo("%s %s /srv/rlibs/wanted 55".formatted(VERSION, HOME));
    try (Terminal terminal = Terminal.open(container.server(), TOKEN)) {
      assertThat(terminal.run("R --slave -e 'cat(R.home(), R.version$minor)'; echo"))
          .isEqualTo(HOME + " 2.2");
      assertThat(terminal.run("python -c 'import toolz; print(1)'")).isEqualTo("1");
    }
  }

  @Test
  void packagesAreInstalledInASession() throws Exception {
    assertThat(
            container.run(
                """
                Rscript -e 'install.packages("later", repos = "file:///var/lib/packages")' >/dev/null 2>&1
                Rscript -e 'cat(find.package("later"), getOption("repos"))'
                """))
        .isEqualTo("/srv/rlibs/later " + cran.url());
  }

  @Test
  void rstudioRunsItWithTheLibrariesOfTheEnvironment() throws Exception {
    assumeTrue(Command.exists("chromedriver"), "`chromedriver` is not installed");
    try (Browser browser = Browser.start(folder)) {
      browser.open(container.url("rstudio"));
      browser.await("the console", "return document.title == 'Stand-in for RStudio'");
      browser.script(
          "document.getElementById('code').value ="
              + " 'cat(R.home(), .libPaths()[1], Sys.getenv(\"LD_LIBRARY_PATH\"))';"
              + "document.forms[0].requestSubmit()");
      browser.await(
          "R's answer",
          "return document.getElementById('console').textContent.includes("
              + "'/srv/conda/envs/notebook/lib/R /srv/rlibs /srv/conda/envs/notebook/lib')");
    }
    assertThat(container.run("cat /etc/rstudio/rserver.conf"))
        .isEqualTo(
            "rsession-which-r=%s/bin/R\nrsession-ld-library-path=/srv/conda/envs/notebook/lib"
                .formatted(HOME));
  }
}
