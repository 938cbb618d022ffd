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
      "import os, pandas; print(pandas.DataFrame({'a': [1, 2]}).a.sum(), os.getcwd(), os.getuid())";

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
    Product.run(
            "build", "examples/requirements", "-t", image, "--push", "--default-url", "/nbclassic")
        .succeeded();
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
    "group-image, nbclassic",
    "own-oldguide, nbclassic",
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
    assertThat(Kernel.run(server.url(), server.token(), "python3", CELL))
        .isEqualTo("3 /home/jovyan 1000");
    assertThat(
            Kernel.run(
                server.url(), server.token(), "python3", "open('mine', 'w').write('x'); print(1)"))
        .isEqualTo("1");
    hub.stop(user);
  }

  @Test
  void aPersonLogsInAndWorks(@TempDir Path folder) throws Exception {
    try (Browser browser = Browser.start(folder)) {
      browser.open(hub.url().resolve("hub/login?next=/hub/spawn").toString());
      browser.script(
          "document.querySelector('#username_input').value = 'group-lab';"
              + "document.querySelector('#password_input').value = 'secret';"
              + "document.querySelector('#login_submit, input[type=submit]').click()");
      browser.await(
          "Lab behind the hub",
          "return !!document.querySelector('.jp-LauncherCard')"
              + " && location.pathname.startsWith('/user/group-lab/lab')");
      browser.picture("hub-lab");
    }
  }
}
