package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example upon an image that others made: Debian 12 with its own Python, C compiler, and a user
 * 1000 of another name.
 */
@Tag("e2e")
@Timeout(1200)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BaseImageE2eTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN = "abc";

  private Path folder;
  private LocalRegistry registry;
  private String base;
  private final List<String> images = new ArrayList<>();

  @BeforeAll
  void makeTheBase(@TempDir Path shared) throws Exception {
    folder = shared;
    for (String program :
        List.of("docker-registry", "docker", "mmdebstrap", "skopeo", "umoci", "tar")) {
      assumeTrue(Command.exists(program), "`%s` is not installed".formatted(program));
    }
    assumeTrue(Command.of("docker", "info").run().code() == 0, "no Docker Engine runs");
    registry = LocalRegistry.start(folder);
    base = registry.name("base:1");
    Path tar = folder.resolve("base.tar");
    Command.Ended made =
        Command.of(
                "mmdebstrap",
                "--variant=minbase",
                "--include=python3,python3-dev,gcc,ca-certificates,passwd",
                "--customize-hook=chroot \"$1\" useradd --create-home --uid 1000 alice",
                "bookworm",
                tar.toString())
            .run();
    assumeTrue(made.code() == 0, "this machine's apt has no Debian 12: " + made.err());
    String layout = folder.resolve("layout") + ":1";
    Path bundle = folder.resolve("bundle");
    succeed("umoci", "init", "--layout", folder.resolve("layout").toString());
    succeed("umoci", "new", "--image", layout);
    succeed("umoci", "unpack", "--image", layout, bundle.toString());
    succeed(
        "tar",
        "-x",
        "-f",
        tar.toString(),
        "-C",
        bundle.resolve("rootfs").toString(),
        "--exclude=./dev/*");
    succeed("umoci", "repack", "--image", layout, bundle.toString());
    succeed(
        "umoci",
        "config",
        "--image",
        layout,
        "--config.user=nobody",
        "--config.entrypoint=/bin/false",
        "--config.env=COURSE=physics",
        "--config.label=org.example.team=a");
    succeed("rm", "-rf", bundle.toString(), tar.toString());
    // As Docker's own tools write it.
    succeed(
        "skopeo",
        "copy",
        "--format=v2s2",
        "--dest-tls-verify=false",
        "oci:" + layout,
        "docker://" + base);
  }

  @AfterAll
  void end() throws Exception {
    if (registry != null) {
      registry.close();
    }
    for (String image : images) {
      Command.of("docker", "rmi", "-f", image).run();
    }
  }

  private static String succeed(String... words) throws Exception {
    return Command.of(words).run().succeeded();
  }

  private String built(String repository, String name) throws Exception {
    String image = registry.name(name);
    images.add(image);
    Product.run("build", repository, "--base-image", base, "-t", image, "--push").succeeded();
    return image;
  }

  private JsonNode remote(String kind, String image) throws Exception {
    List<String> words =
        new ArrayList<>(List.of("skopeo", "inspect", "--raw", "--tls-verify=false"));
    if (kind.equals("config")) {
      words.add(2, "--config");
    }
    words.add("docker://" + image);
    return JSON.readTree(succeed(words.toArray(String[]::new)));
  }

  @Test
  void anEngineRunsTheExampleUponIt() throws Exception {
    String image = built("examples/requirements", "x:1");

    JsonNode lowest = remote("manifest", base).path("layers");
    JsonNode layers = remote("manifest", image).path("layers");
    for (int i = 0; i < lowest.size(); i++) {
      assertThat(layers.path(i).path("digest")).isEqualTo(lowest.path(i).path("digest"));
    }
    JsonNode settings = remote("config", image).path("config");
    assertThat(settings.path("Labels").path("org.example.team").asText()).isEqualTo("a");
    assertThat(settings.path("User").asText()).isEqualTo("1000");
    try (Container container = Container.start(image, TOKEN, List.of())) {
      Http.await(URI.create(container.url("lab")), 200);
      assertThat(container.run("which python")).isEqualTo("/srv/conda/envs/notebook/bin/python");
      assertThat(container.run("python -c 'import pandas, sys; print(sys.version_info[:2])'"))
          .isEqualTo("(3, 11)");
      assertThat(container.run("id -un; echo $HOME $COURSE $LC_ALL; ls -d ~/.bashrc"))
          .isEqualTo("jovyan\n/home/jovyan physics C.UTF-8\n/home/jovyan/.bashrc");
      assertThat(container.run("pip check")).isEqualTo("No broken requirements found.");
      assertThat(
              container.run(
                  "python -v -c 'import pandas' 2>&1 | grep -c 'wrote .*cpython-311.pyc' || true"))
          .isEqualTo("0");
    }
  }

  @Test
  void aPackageWithoutAWheelIsBuiltInIt() throws Exception {
    Path repository = Files.createDirectories(folder.resolve("from-source"));
    Files.writeString(
        repository.resolve("requirements.txt"), "--no-binary MarkupSafe\nMarkupSafe==2.1.5\n");
    String image = built(repository.toString(), "y:1");

    try (Container container = Container.start(image, TOKEN, List.of())) {
      assertThat(container.run("python -c 'import markupsafe._speedups as s; print(s.__file__)'"))
          .endsWith("_speedups.cpython-311-x86_64-linux-gnu.so");
    }
  }

  @Test
  void aLockHoldsItByItsDigest() throws Exception {
    Path lock = folder.resolve("lock.json");
    Product.run("lock", "examples/empty", "--base-image", base, "-o", lock.toString()).succeeded();
    JsonNode locked = JSON.readTree(lock.toFile()).path("base");

    assertThat(locked.path("reference").asText()).isEqualTo(base);
    assertThat(succeed("skopeo", "inspect", "--tls-verify=false", "docker://" + base))
        .contains("\"Digest\": \"%s\"".formatted(locked.path("manifest").asText()));
    assertThat(
            Product.run("plan", "examples/empty", "--lock", lock.toString(), "--json").succeeded())
        .contains("\"layers\"");
    assertThat(
            Product.run("build", "examples/empty", "--lock", lock.toString(), "-t", "locked")
                .succeeded())
        .startsWith("locked@sha256:");
  }

  @Test
  void anImageOfOursIsABaseToo() throws Exception {
    String own = registry.name("own:1");
    images.add(own);
    Product.run("build", "examples/requirements", "-t", own, "--push").succeeded();
    base = own;
    try {
      String image = built("examples/empty", "z:1");

      try (Container container = Container.start(image, TOKEN, List.of())) {
        Http.await(URI.create(container.url("lab")), 200);
        assertThat(container.run("python -c 'import pandas' 2>&1 || true"))
            .endsWith("No module named 'pandas'");
        assertThat(container.run("pip check")).isEqualTo("No broken requirements found.");
      }
    } finally {
      base = registry.name("base:1");
    }
  }
}
