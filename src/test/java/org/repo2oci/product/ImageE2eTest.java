package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example is built and pushed once; then others read, run and use the image: skopeo, umoci, a
 * Docker Engine, a browser.
 */
@Tag("e2e")
@Timeout(1200)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageE2eTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN = "abc";
  private static final String RUN_CELL =
      "import pandas, sklearn; print('pandas', pandas.__version__, 'sklearn', sklearn.__version__)";

  private Path folder;
  private LocalRegistry registry;
  private String image;

  @BeforeAll
  void build(@TempDir Path shared) throws Exception {
    folder = shared;
    for (String program : List.of("docker-registry", "docker", "skopeo", "umoci", "chromedriver")) {
      assumeTrue(Command.exists(program), "`%s` is not installed".formatted(program));
    }
    assumeTrue(Command.of("docker", "info").run().code() == 0, "no Docker Engine runs");
    registry = LocalRegistry.start(folder);
    image = registry.name("me/demo:1");
    Command.Ended built = Product.run("build", "examples/requirements", "-t", image, "--push");
    assertThat(built.succeeded()).startsWith(registry.name("me/demo@sha256:"));
  }

  @AfterAll
  void end() throws Exception {
    if (registry != null) {
      registry.close();
    }
    if (image != null) {
      Command.of("docker", "rmi", "-f", image).run();
    }
  }

  @Test
  void everyDigestHoldsForAnotherReader() throws Exception {
    Path layout = copied("layout");
    JsonNode manifest =
        blob(
            layout,
            JSON.readTree(layout.resolve("index.json").toFile())
                .path("manifests")
                .path(0)
                .path("digest")
                .asText());
    JsonNode config = blob(layout, manifest.path("config").path("digest").asText());
    List<String> diffIds = new ArrayList<>();
    for (JsonNode layer : manifest.path("layers")) {
      Path file = file(layout, layer.path("digest").asText());
      assertThat(Files.size(file)).isEqualTo(layer.path("size").asLong());
      try (InputStream in = Files.newInputStream(file)) {
        assertThat("sha256:" + sha256(in)).isEqualTo(layer.path("digest").asText());
      }
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
        diffIds.add("sha256:" + sha256(in));
      }
    }
    List<String> said = new ArrayList<>();
    config.path("rootfs").path("diff_ids").forEach(id -> said.add(id.asText()));
    assertThat(diffIds).isEqualTo(said).hasSizeGreaterThan(10);
    long history = 0;
    for (JsonNode entry : config.path("history")) {
      history += entry.path("empty_layer").asBoolean() ? 0 : 1;
    }
    assertThat(history).isEqualTo(said.size());
    assertThat(config.path("config").path("User").asText()).isEqualTo("1000");
  }

  @Test
  void umociUnpacksIt() throws Exception {
    Path layout = copied("for-umoci");
    Path bundle = folder.resolve("bundle");
    Command.of("umoci", "unpack", "--image", layout + ":demo", bundle.toString()).run().succeeded();
    Path site = bundle.resolve("rootfs/srv/conda/envs/notebook/lib/python3.13/site-packages");
    assertThat(site.resolve("pandas/__init__.py")).isRegularFile();
    assertThat(Files.getAttribute(site.resolve("pandas"), "unix:uid")).isEqualTo(1000);
    Command.of("rm", "-rf", bundle.toString()).run().succeeded();
  }

  @Test
  void anEngineRunsItAndPeopleWorkInIt() throws Exception {
    try (Container container = Container.start(image, TOKEN, List.of())) {
      use(container);
    }
  }

  @Test
  void itWorksWithAnEmptyVolumeOverTheHome() throws Exception {
    try (Container container = Container.startWithEmptyHome(image, TOKEN)) {
      Http.await(URI.create(container.url("lab")), 200);
      try (Terminal terminal = Terminal.open(container.server(), TOKEN)) {
        assertThat(terminal.run("ls")).doesNotContain("index.ipynb");
        assertRightPython(terminal);
      }
    }
  }

  @Test
  void pythonsOwnToolsAgreeOnWhatIsInstalled() throws Exception {
    try (Container container = Container.start(image, TOKEN, List.of())) {
      assertThat(container.run("pip check")).isEqualTo("No broken requirements found.");
      assertThat(container.run("pip list --format=freeze")).contains("pandas==", "jupyterlab==");
      assertThat(
              container.run(
                  "python -c \"import importlib.metadata as m;"
                      + "print(m.distribution('pandas').read_text('INSTALLER').strip(),"
                      + " all(f.locate().exists() for f in m.files('pandas')))\""))
          .endsWith(" True");
      assertThat(container.run("pip uninstall -y cycler")).contains("Successfully uninstalled");
      assertThat(container.run("jupyterhub-singleuser --version")).matches("(?s).*\\d+\\.\\d+.*");
    }
  }

  @Test
  void endsQuicklyWhenAsked() throws Exception {
    try (Container container = Container.start(image, TOKEN, List.of())) {
      Http.await(URI.create(container.url("lab")), 200);
      long begin = System.nanoTime();
      container.stop();
      assertThat((System.nanoTime() - begin) / 1_000_000_000.0).isLessThan(8);
      assertThat(container.exitCode()).isNotEqualTo(137);
      assertThat(container.log()).contains("Jupyter Server");
    }
  }

  private void use(Container container) throws Exception {
    Http.await(URI.create(container.url("lab")), 200);
    Http.await(URI.create(container.url("tree")), 200);
    Http.await(URI.create(container.url("nbclassic/tree")), 200);
    try (Terminal terminal = Terminal.open(container.server(), TOKEN)) {
      assertRightPython(terminal);
    }
    Notebook notebook =
        Notebook.write(
            container,
            RUN_CELL + "\n%pip install six==1.17.0",
            "pandas \\d.* sklearn \\d",
            "Successfully installed six-1.17.0|already satisfied: six==1.17.0");
    try (Browser browser = Browser.start(folder)) {
      notebook.runInLab(browser);
      notebook.runInClassic(browser);
      notebook.open(browser);
    }
  }

  private static void assertRightPython(Terminal terminal) throws Exception {
    assertThat(terminal.run("which python")).isEqualTo("/srv/conda/envs/notebook/bin/python");
    assertThat(terminal.run("python -c 'import sys; print(sys.prefix)'"))
        .isEqualTo("/srv/conda/envs/notebook");
    assertThat(terminal.run("id -un")).isEqualTo("jovyan");
  }

  private Path copied(String name) throws IOException, InterruptedException {
    Path layout = folder.resolve(name);
    Command.of(
            "skopeo",
            "copy",
            "--src-tls-verify=false",
            "docker://" + image,
            "oci:" + layout + ":demo")
        .run()
        .succeeded();
    return layout;
  }

  private static JsonNode blob(Path layout, String digest) throws IOException {
    return JSON.readTree(file(layout, digest).toFile());
  }

  private static Path file(Path layout, String digest) {
    return layout.resolve("blobs/sha256").resolve(digest.substring("sha256:".length()));
  }

  private static String sha256(InputStream in) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
    return HexFormat.of().formatHex(digest.digest());
  }
}
