package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.conda.MadeChannel;
import org.repo2oci.conda.link.CondaArchiveBuilder;

/**
 * The conda example is locked, built and pushed once; then people work in it, in a browser, and the
 * real conda does.
 */
@Tag("e2e")
@Timeout(1200)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CondaE2eTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN = "abc";
  private static final String PREFIX = "/srv/conda/envs/notebook";
  private static final String CELL =
      "import os, sys, numpy, pandas, tabulate\n"
          + "print('numpy', numpy.__version__, 'pandas', pandas.__version__, sys.executable,"
          + " os.environ['COURSE'])";
  private static final String OUTPUT =
      "numpy \\d.* pandas \\d.* \\/srv\\/conda\\/envs\\/notebook\\/bin\\/python\\S* weather";

  private Path folder;
  private Path channel;
  private ChannelServer channels;
  private LocalRegistry registry;
  private String image;
  private Path lock;

  @BeforeAll
  void build(@TempDir Path shared) throws Exception {
    folder = shared;
    for (String program : List.of("docker-registry", "docker", "chromedriver")) {
      assumeTrue(Command.exists(program), "`%s` is not installed".formatted(program));
    }
    assumeTrue(Command.of("docker", "info").run().code() == 0, "no Docker Engine runs");
    channel = MadeChannel.require();
    channels = ChannelServer.start();
    channels.serve("conda-forge", channel);
    registry = LocalRegistry.start(folder);
    image = registry.name("me/conda:1");
    lock = folder.resolve("lock.json");
    Command locking =
        Product.command("lock", "examples/conda", "-o", lock.toString())
            .and("--conda-channel-alias", channels.alias());
    locking.run().succeeded();
    Product.run("build", "examples/conda", "--lock", lock.toString(), "-t", image, "--push")
        .succeeded();
  }

  @AfterAll
  void end() throws Exception {
    if (channels != null) {
      channels.close();
    }
    if (registry != null) {
      registry.close();
    }
    if (image != null) {
      Command.of("docker", "rmi", "-f", image).run();
    }
  }

  @Test
  void peopleWorkInIt() throws Exception {
    try (Container container = Container.start(image, TOKEN, List.of());
        Browser browser = Browser.start(folder)) {
      Http.await(URI.create(container.url("lab")), 200);
      Notebook notebook = Notebook.write(container, CELL, OUTPUT);
      notebook.runInLab(browser);
      notebook.runInClassic(browser);
      notebook.open(browser);
    }
  }

  @Test
  void itWorksWithAnEmptyVolumeOverTheHome() throws Exception {
    try (Container container = Container.startWithEmptyHome(image, TOKEN);
        Browser browser = Browser.start(folder)) {
      Http.await(URI.create(container.url("lab")), 200);
      assertThat(container.run("ls -A | grep ipynb || true")).isEmpty();
      Notebook.write(container, CELL, OUTPUT).runInLab(browser);
      try (Terminal terminal = Terminal.open(container.server(), TOKEN)) {
        assertThat(terminal.run("which python; echo $COURSE $CONDA_PREFIX"))
            .isEqualTo(PREFIX + "/bin/python\nweather " + PREFIX);
      }
    }
  }

  @Test
  void theRealCondaKnowsAndChangesIt() throws Exception {
    Path conda = conda();
    List<String> mounts =
        List.of("-v", conda + ":/opt/conda:ro", "-v", channel + ":/channel/conda-forge:ro");
    try (Container container = Container.start(image, TOKEN, mounts)) {
      String run = "CONDA_PKGS_DIRS=/tmp/pkgs /opt/conda/bin/conda ";
      String from = " -q -y -p " + PREFIX + " --override-channels -c file:///channel/conda-forge ";

      assertThat(listed(container.run(run + "list --json -p " + PREFIX))).isEqualTo(locked());
      assertThat(container.run(run + "doctor -p " + PREFIX + " 2>&1"))
          .contains("no packages with missing files", "no packages with altered files");
      container.run(run + "install" + from + "toolz");
      assertThat(container.run("python -c 'import toolz; print(toolz.__file__)'"))
          .startsWith(PREFIX);
      container.run(run + "remove" + from + "toolz");
      assertThat(listed(container.run(run + "list --json -p " + PREFIX))).isEqualTo(locked());
      assertThat(container.run("python -c 'import pandas, toolz' 2>&1 || true"))
          .endsWith("No module named 'toolz'");
      assertThat(container.run("pip check")).isEqualTo("No broken requirements found.");
    }
  }

  @Test
  void anEnvironmentThatTheServerCannotLiveInBecomesItsKernel() throws Exception {
    SmallChannel extra =
        new SmallChannel(folder.resolve("extra"))
            .addAgainst(
                CondaArchiveBuilder.of("old-thing", "1.0")
                    .program(
                        "bin/.old-thing-post-link.sh",
                        "#!/bin/bash\necho \"$PKG_NAME $PKG_VERSION in $PREFIX\" > $PREFIX/linked\n")
                    .file("etc/conda/activate.d/old.sh", "export OLD_THING=activated\n"),
                "jupyterlab <1");
    channels.serve("extra", extra.folder());
    Path repository = Files.createDirectory(folder.resolve("kernel"));
    Files.writeString(
        repository.resolve("environment.yml"),
        """
        channels: [extra, conda-forge]
        dependencies:
          - python=3.10
          - numpy
          - old-thing
          - pip: [tabulate]
        """);
    String name = registry.name("me/kernel:1");
    Command.Ended built =
        Product.command("build", repository.toString(), "-t", name, "--push")
            .and("--conda-channel-alias", channels.alias())
            .run();
    built.succeeded();
    assertThat(built.err())
        .contains("with Python 3.10.8, is a kernel of it", "Running `post-link of old-thing`");
    String kernel = "/srv/conda/envs/kernel";
    List<String> mounts = List.of("-v", channel + ":/channel/conda-forge:ro");
    try (Container container = Container.start(name, TOKEN, mounts)) {
      Http.await(URI.create(container.url("lab")), 200);
      assertThat(container.run("cat $CONDA_PREFIX/linked")).isEqualTo("old-thing 1.0 in " + kernel);
      assertThat(container.run("bash -lc 'echo $OLD_THING; which python'"))
          .isEqualTo("activated\n" + PREFIX + "/bin/python");
      container.run(
          "mamba install -q -y --override-channels -c file:///channel/conda-forge toolz 2>&1");
      try (Browser browser = Browser.start(folder)) {
        Notebook.write(
                container,
                "import sys, numpy, tabulate, toolz; print(sys.executable)",
                "\\/srv\\/conda\\/envs\\/kernel\\/bin\\/python\\S*")
            .runInLab(browser);
      }
    } finally {
      Command.of("docker", "rmi", "-f", name).run();
    }
  }

  /** The real conda, for a prefix of its own. */
  private Path conda() throws Exception {
    Path conda = folder.resolve("opt-conda");
    Command.of(MadeChannel.tool("conda-oracle").toString(), "install")
        .and("--channel", channel.toString(), "--prefix", conda.toString())
        .and("--final-prefix", "/opt/conda", "python=3.10", "conda", "conda-libmamba-solver")
        .run()
        .succeeded();
    Command.of("chmod", "-R", "a+rX", conda.toString()).run().succeeded();
    return conda;
  }

  private static Set<String> listed(String json) throws Exception {
    Set<String> names = new TreeSet<>();
    for (JsonNode one : JSON.readTree(json)) {
      // It sees what pip installed too.
      if (!one.path("channel").asText().equals("pypi")) {
        names.add(one.path("dist_name").asText());
      }
    }
    return names;
  }

  private Set<String> locked() throws Exception {
    Set<String> names = new TreeSet<>();
    for (JsonNode environment : JSON.readTree(lock.toFile()).path("conda")) {
      if (environment.path("prefix").asText().equals(PREFIX)) {
        for (JsonNode one : environment.path("packages")) {
          names.add(
              "%s-%s-%s"
                  .formatted(
                      one.path("name").asText(),
                      one.path("version").asText(),
                      one.path("build").asText()));
        }
      }
    }
    return names;
  }

  @Test
  void bytecodeIsFreshAndCertificatesAreThere() throws Exception {
    try (Container container = Container.start(image, TOKEN, List.of())) {
      assertThat(python(container, STALE)).matches("[1-9]\\d{3,} sources, 0 stale");
      assertThat(
              python(
                  container,
                  """
                  import os, ssl
                  paths = ssl.get_default_verify_paths()
                  print(paths.cafile, len(ssl.create_default_context().get_ca_certs()) > 50)
                  """))
          .isEqualTo(PREFIX + "/ssl/cert.pem True");
      assertThat(container.run("python -v -c 'import pandas' 2>&1 | grep -c '^# wrote' || true"))
          .isEqualTo("0");
    }
  }

  private static final String STALE =
      """
      import glob, importlib.util, json, os, struct, sys
      sources = stale = 0
      for meta in glob.glob(sys.prefix + '/conda-meta/*.json'):
          record = json.load(open(meta))
          if record.get('noarch') != 'python':
              continue
          for name in record['files']:
              if name.endswith('.py') and 'site-packages' in name:
                  sources += 1
                  source = os.path.join(sys.prefix, name)
                  compiled = importlib.util.cache_from_source(source)
                  about = os.stat(source)
                  fresh = importlib.util.MAGIC_NUMBER + struct.pack(
                      '<III', 0, int(about.st_mtime), about.st_size)
                  listed = os.path.relpath(compiled, sys.prefix) in record['files']
                  if not listed or open(compiled, 'rb').read(16) != fresh:
                      stale += 1
      print(sources, 'sources,', stale, 'stale')
      """;

  private static String python(Container container, String script) throws Exception {
    String encoded = Base64.getEncoder().encodeToString(script.getBytes(StandardCharsets.UTF_8));
    return container.run("echo %s | base64 -d | python -".formatted(encoded));
  }

  @Test
  void theSameLockIsTheSameImageEverywhere() throws Exception {
    Built here = Built.by(building("examples/conda"), folder.resolve("here"));
    Path copy = folder.resolve("else where");
    Files.createDirectory(copy);
    Command.of("cp", "-r", "examples/conda", copy.resolve("course").toString()).run().succeeded();
    Command other = building("course", "--threads", "1");
    Command there =
        new Command(
            Command.of("sh", "-c", "umask 077 && exec \"$@\"", "sh")
                .and(other.words().toArray(String[]::new))
                .words(),
            Map.of(
                "REPO2OCI_STORE",
                copy.resolve("store").toString(),
                "TZ",
                "Asia/Tokyo",
                "LC_ALL",
                "C"),
            copy);

    assertThat(Built.by(there, folder.resolve("there")).layers()).isEqualTo(here.layers());
  }

  private Command building(String repository, String... options) {
    return Product.command("build", repository, "--lock", lock.toString()).and(options);
  }

  @Test
  void aPackageAddedBesideAPipPartIsTheOnlyArchiveToLock() throws Exception {
    Path repository = Files.createDirectory(folder.resolve("added"));
    String wanted = Files.readString(Path.of("examples/conda/environment.yml"));
    Files.writeString(
        repository.resolve("environment.yml"),
        wanted.replace("  - numpy\n", "  - numpy\n  - toolz\n"));
    channels.archives();

    Command.Ended locked =
        Product.command("lock", repository.toString(), "--cache-from", image)
            .and("--store", folder.resolve("empty").toString())
            .and("-o", folder.resolve("added.json").toString())
            .and("--conda-channel-alias", channels.alias())
            .run();

    locked.succeeded();
    assertThat(locked.err()).contains("+ toolz ");
    assertThat(channels.archives()).singleElement().asString().startsWith("toolz-");
  }

  @Test
  void onlyTheLayerOfAChangedPackageIsWritten() throws Exception {
    SmallChannel ours = new SmallChannel(folder.resolve("ours"));
    for (String version : List.of("1.0", "2.0")) {
      ours.add(CondaArchiveBuilder.of("made", version).file("share/made.txt", version));
    }
    channels.serve("ours", ours.folder());
    Path repository = Files.createDirectory(folder.resolve("changing"));
    Built first = withMade(repository, "1.0");
    Built second = withMade(repository, "2.0");

    Map<String, String> written = new TreeMap<>(second.layers());
    written.values().removeAll(first.layers().values());
    List<String> strata =
        written.keySet().stream().map(layer -> layer.replaceFirst(" \\d+$", "")).sorted().toList();
    assertThat(strata).isEqualTo(List.of("lock", "packages", "repository"));
  }

  private Built withMade(Path repository, String version) throws Exception {
    Files.writeString(
        repository.resolve("environment.yml"),
        """
        channels: [ours, conda-forge]
        dependencies:
          - python=3.10
          - made=%s
        """
            .formatted(version));
    return Built.by(
        Product.command("build", repository.toString())
            .and("--conda-channel-alias", channels.alias()),
        Files.createTempDirectory(folder, "layout"));
  }
}
