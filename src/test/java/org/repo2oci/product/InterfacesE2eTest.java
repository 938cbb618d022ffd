package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.product.Notebook.Language;

/** A browser opens every interface of one image with Python, R and a stand-in for RStudio. */
@Tag("e2e")
@Timeout(900)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterfacesE2eTest {
  private static final String TOKEN = "abc";
  private static final String PYTHON_CELL = "import six; print('six', six.__version__, 6 * 7)";
  private static final String R_CELL =
      "cat('R', as.character(getRversion()), sum(1:10), jsonlite::toJSON(1:3))";

  private Path folder;
  private LocalRegistry registry;
  private String image;
  private Container container;
  private Browser browser;

  @BeforeAll
  void start(@TempDir Path shared) throws Exception {
    folder = shared;
    for (String program : List.of("docker-registry", "docker", "chromedriver")) {
      assumeTrue(Command.exists(program), "`%s` is not installed".formatted(program));
    }
    assumeTrue(Command.of("docker", "info").run().code() == 0, "no Docker Engine runs");
    registry = LocalRegistry.start(folder);
    image = registry.name("studio/demo:1");
    StandInRstudio.push(folder, image);
    container = Container.start(image, TOKEN, List.of());
    Http.await(URI.create(container.url("lab")), 200);
    browser = Browser.start(folder);
  }

  @AfterAll
  void end() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (container != null) {
      container.close();
    }
    if (registry != null) {
      registry.close();
    }
    if (image != null) {
      Command.of("docker", "rmi", "-f", image).run();
    }
  }

  @Test
  void cellsOfPythonAndRRunInLabAndInTheClassicNotebook() throws Exception {
    Notebook python = Notebook.write(container, Language.PYTHON, PYTHON_CELL, "six 1\\.17\\.0 42");
    Notebook r = Notebook.write(container, Language.R, R_CELL, "R \\d\\.\\d.* 55 \\[1,2,3\\]");

    python.runInLab(browser);
    browser.picture("lab-python");
    r.runInLab(browser);
    browser.picture("lab-r");
    python.runInClassic(browser);
    browser.picture("classic-python");
    r.runInClassic(browser);
    browser.picture("classic-r");
    r.open(browser);
    browser.picture("notebook-r");
  }

  @Test
  void theLauncherOfLabLeadsToRstudio() throws Exception {
    browser.open(container.url("lab/workspaces/launcher"));
    browser.await("the launcher's card", card("RStudio") + " !== undefined");
    browser.picture("lab-launcher");
    assertThat(browser.script(card("R") + " !== undefined").asBoolean()).isTrue();
  }

  private static String card(String title) {
    return "return [...document.querySelectorAll('.jp-LauncherCard')]"
        + ".find(one => one.innerText.trim().startsWith('%s'))".formatted(title);
  }

  @Test
  void theConsoleAtRstudioRunsR() throws Exception {
    browser.open(container.url("rstudio"));
    browser.await("the console", "return document.title == 'Stand-in for RStudio'");
    browser.script(
        "document.getElementById('code').value ="
            + " 'cat(R.version.string, sum(1:10), .libPaths()[1])';"
            + "document.forms[0].requestSubmit()");
    browser.await(
        "R's answer",
        "return /R version \\d.* 55 \\/srv\\/rlibs/.test("
            + "document.getElementById('console').textContent)");
    browser.picture("rstudio");
    assertThat(browser.script("return location.pathname").asText()).isEqualTo("/rstudio/");
  }

  /** In our own sandbox, from a repository that is not on this machine for all that it knows. */
  @Test
  void aLinkOfABinderLeadsToRstudio() throws Exception {
    BinderRepository repository = BinderRepository.of(folder.resolve("python-and-r"));
    Command command =
        Product.command(
            "launch",
            repository.link("rstudio"),
            "--rstudio-deb",
            folder.resolve("rstudio-server.deb").toString());
    Launch launch = Launch.of(repository.with(command), folder);
    try {
      browser.open(launch.awaitFirst().toString());
      browser.await("the console", "return document.title == 'Stand-in for RStudio'");
      assertThat(browser.script("return location.pathname").asText()).isEqualTo("/rstudio/");
    } finally {
      launch.process().destroy();
      launch.awaitEnd();
    }
  }

  /** Nobody gets to it but through Jupyter. */
  @Test
  void rstudioIsBehindTheLoginOfJupyter() throws Exception {
    Http.await(URI.create("http://%s/rstudio/".formatted(container.server())), 302);
    // 8888 alone is open to others: kernels listen on loopback, RStudio on a socket in a folder.
    assertThat(container.run("awk '$4 == \"0A\" && $2 !~ /^0100007F/ {print $2}' /proc/net/tcp"))
        .isEqualTo("00000000:22B8");
  }

  /** A home that outlives its images may hold what was built for another R. */
  @Test
  void aLibraryInThePersistentHomeStopsNothing() throws Exception {
    try (Container own = Container.startWithEmptyHome(image, TOKEN)) {
      own.run(
          "for minor in 4.2 4.5; do for package in IRkernel rlang jsonlite; do"
              + " mkdir -p ~/R/x86_64-pc-linux-gnu-library/$minor/$package;"
              + " echo broken >~/R/x86_64-pc-linux-gnu-library/$minor/$package/DESCRIPTION;"
              + " done; done; echo 'stop(\"broken\")' >~/.Rprofile");
      own.restart();
      Http.await(URI.create(own.url("lab")), 200);
      own.run("rm ~/.Rprofile");
      assertThat(Kernel.run(URI.create("http://%s/".formatted(own.server())), TOKEN, "ir", R_CELL))
          .matches("R \\d\\.\\d.* 55 \\[1,2,3]");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', /lab",
    "tree, /tree",
    "tree/install.R, /files/install.R",
    "tree/cell-r.ipynb, /notebooks/cell-r.ipynb",
    "notebooks/cell-r.ipynb, /notebooks/cell-r.ipynb",
    "edit/install.R, /edit/install.R",
    "nbclassic, /nbclassic/tree",
    "nbclassic/tree, /nbclassic/tree",
    "nbclassic/notebooks/cell-r.ipynb, /nbclassic/notebooks/cell-r.ipynb",
    "lab/tree/install.R, /lab/tree/install.R",
    "rstudio, /rstudio/",
  })
  void oldLinksLeadWhereTheyShould(String link, String page) throws Exception {
    container.run(
        "echo '{\"cells\": [], \"metadata\": {}, \"nbformat\": 4,"
            + " \"nbformat_minor\": 5}' >cell-r.ipynb");
    browser.open(container.url(link));
    browser.await(page, "return location.pathname == '%s'".formatted(page));
    assertThat(browser.script("return document.title").asText()).doesNotContain("404", "Error");
  }
}
