package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpResponse;
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

/** A real JupyterHub pulls an image from a registry and starts it for people. */
@Tag("e2e")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HubE2eTest {
  private static final String CELL =
      "import os, six; open('mine', 'w').write(six.text_type(1)); print(os.getcwd(), os.getuid())";

  private LocalRegistry registry;
  private Hub hub;
  private String image;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    for (String program : List.of("docker-registry", "docker", "chromedriver")) {
      assumeTrue(Command.exists(program), "`%s` is not installed".formatted(program));
    }
    assumeTrue(Command.of("docker", "info").run().code() == 0, "no Docker Engine runs");
    HubPrograms programs = HubPrograms.require();
    registry = LocalRegistry.start(folder);
    image = registry.name("hub/demo:1");
    StandInRstudio.push(folder, image);
    hub = Hub.start(programs, image, folder);
  }

  @AfterAll
  void end() throws Exception {
    if (hub != null) {
      hub.close();
    }
    if (registry != null) {
      registry.close();
    }
    if (image != null) {
      Command.of("docker", "rmi", "-f", image).run();
    }
  }

  /** The volume over the home is the user's, or root's with a group that the user has. */
  @ParameterizedTest
  @CsvSource({
    "own-lab, lab",
    "own-tree, tree",
    "own-classic, nbclassic/tree",
    "group-lab, lab",
    "group-tree, tree",
    "group-classic, nbclassic/tree",
    "own-image, rstudio",
    "group-image, rstudio",
    "own-oldguide, rstudio",
  })
  void startsForPeopleWithTheirPage(String user, String page) throws Exception {
    Hub.Server server = hub.spawn(user);

    HttpResponse<String> start = server.get("");
    assertThat(start.statusCode()).as(start.body()).isEqualTo(302);
    assertThat(URI.create(start.headers().firstValue("Location").orElse("")).getPath())
        .isEqualTo(server.url().resolve(page).getPath());
    assertThat(server.get("lab").statusCode()).isEqualTo(200);
    assertThat(server.get("tree").statusCode()).isEqualTo(200);
    assertThat(server.get("nbclassic/tree").statusCode()).isEqualTo(200);
    assertThat(server.page("rstudio/")).contains("Stand-in for RStudio", "user jovyan");
    assertThat(Kernel.run(server.url(), server.token(), "python3", CELL))
        .isEqualTo("/home/jovyan 1000");
    hub.stop(user);
  }

  @Test
  void aPersonLogsInAndWorks(@TempDir Path folder) throws Exception {
    try (Browser browser = Browser.start(folder)) {
      browser.open(hub.url().resolve("hub/login?next=/hub/spawn").toString());
      browser.script(
          "document.querySelector('#username_input').value = 'group-image';"
              + "document.querySelector('#password_input').value = 'secret';"
              + "document.querySelector('#login_submit, input[type=submit]').click()");
      browser.await(
          "RStudio behind the hub",
          "return location.pathname == '/user/group-image/rstudio/'"
              + " && document.title == 'Stand-in for RStudio'");
      browser.open(hub.url().resolve("user/group-image/lab").toString());
      browser.await(
          "Lab behind the hub",
          "return [...document.querySelectorAll('.jp-LauncherCard')]"
              + ".some(card => card.innerText.startsWith('RStudio'))");
      browser.picture("hub-lab");
    }
    Hub.Server server = hub.spawn("own-classic");
    assertThat(Kernel.run(server.url(), server.token(), "ir", "cat(R.version$language, 6 * 7)"))
        .isEqualTo("R 42");
  }
}
