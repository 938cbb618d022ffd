package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.HttpFetcher;
import org.repo2oci.fetch.NetworkSettings;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.pypi.index.MachineIndexes;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.pypi.spec.RequirementsReader;
import org.repo2oci.sandbox.NamespaceSandbox;
import org.repo2oci.sandbox.SandboxSettings;
import org.repo2oci.store.DirectoryRemover;
import org.repo2oci.store.DiskStore;

/** The real uv in real namespaces, with the index that this machine uses. */
@Tag("e2e")
class PythonResolverE2eTest {
  private static final PythonTarget TARGET = new PythonTarget(3, 13, Platform.LINUX_AMD64, 41);

  @TempDir Path folder;
  private final List<BuildEvent> events = Collections.synchronizedList(new ArrayList<>());
  private HttpFetcher fetcher;
  private PythonTools tools;
  private Path repository;
  private IndexSettings settings;

  @BeforeEach
  void prepare() throws Exception {
    ToolboxFolders toolboxes = ToolboxFolders.onThisMachine();
    Map<String, String> environment = System.getenv();
    Path home = Path.of(System.getProperty("user.home"));
    DiskStore store = DiskStore.open(folder.resolve("store"), DirectoryRemover.ordinary());
    fetcher =
        new HttpFetcher(NetworkSettings.from(environment, Optional.of(home)), store, events::add);
    tools =
        new PythonTools(
            store,
            fetcher,
            NamespaceSandbox.create(store, SandboxSettings.of(environment), events::add),
            toolboxes,
            UvRelease.read(Path.of("buildpacks/python/buildpack.yml")),
            Platform.LINUX_AMD64,
            folder.resolve("uv-cache"),
            environment,
            events::add);
    settings = MachineIndexes.read(environment, Optional.of(home), Path.of("/"));
    repository = Files.createDirectories(folder.resolve("repository"));
  }

  @AfterEach
  void close() {
    if (fetcher != null) {
      fetcher.close();
    }
  }

  private ResolvedPython resolve(String list, ServerSet server) throws Exception {
    Files.writeString(repository.resolve("requirements.txt"), list);
    Requirements user = RequirementsReader.read(repository, "requirements.txt", fetcher);
    return new PythonResolver(tools)
        .resolve(new ResolveRequest(repository, user, server, settings, TARGET));
  }

  private static ServerSet jupyter() throws Exception {
    return ServerSet.read(Path.of("buildpacks/jupyter"));
  }

  private static LockedPackage named(ResolvedPython resolved, String name) {
    return resolved.packages().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void resolvesTheServerToItsPinnedVersions() throws Exception {
    ServerSet server = jupyter();

    ResolvedPython resolved = resolve("six==1.16.0\n", server);

    assertThat(named(resolved, "six"))
        .satisfies(six -> {
          assertThat(six.requested()).isTrue();
          assertThat(six.version()).contains("1.16.0");
          assertThat(six.source()).isInstanceOf(LockedPackage.Source.Wheel.class);
        });
    for (LockedPackage one : resolved.packages()) {
      if (!one.name().equals("six")) {
        assertThat(one.version()).as(one.name()).contains(server.preferences().get(one.name()));
        assertThat(one.requested()).as(one.name()).isFalse();
      }
    }
    assertThat(resolved.packages())
        .extracting(LockedPackage::name)
        .contains("jupyterlab", "jupyterhub", "jsonschema")
        .doesNotContain("rfc3987-syntax", "lark");
    assertThat(events)
        .anySatisfy(event -> assertThat(event.toString()).contains("Left out `rfc3987-syntax`"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "this-package-does-not-exist-x | 2 | the index has no package `this-package-does-not-exist-x`",
        "numpy==99.1 | 2 | no version fits `numpy==99.1`",
        "numpy>=1.* | 2 | Operator >= cannot be used with a wildcard version specifier",
        "tensorflow==1.15 | 2 | `tensorflow` has no wheel for Python 3.13 on linux/amd64",
        "tornado<6 | 2 | it conflicts with the Jupyter server of every image",
        "sklearn | 2 | `sklearn` has to be built, and its build failed",
        "six==1.16.0 --hash=sha256:0000000000000000000000000000000000000000000000000000000000000000 | 2 | no archive of `six==1.16.0` has a hash of the list",
      })
  void namesTheLineThatCannotBe(String requirement, int line, String why) throws Exception {
    ServerSet server = jupyter();

    BuildFailure failure =
        catchThrowableOfType(
            BuildFailure.class, () -> resolve("# a comment\n" + requirement + "\n", server));

    assertThat(failure.message())
        .startsWith("Cannot resolve `requirements.txt` at line " + line + ": " + why);
    assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.INPUT);
    assertThat(failure.details()).isNotEmpty();
    assertThat(failure.hints()).isNotEmpty();
  }

  @Test
  void locksAProjectOfTheRepository() throws Exception {
    Files.writeString(
        repository.resolve("pyproject.toml"),
        """
        [project]
        name = "My_Thing"
        version = "1.2"
        dependencies = ["six"]
        [build-system]
        requires = ["setuptools"]
        build-backend = "setuptools.build_meta"
        """);

    ResolvedPython resolved = resolve("-e .\n", ServerSet.none());

    assertThat(named(resolved, "my-thing"))
        .isEqualTo(
            new LockedPackage(
                "my-thing", Optional.empty(), true, new LockedPackage.Source.Directory("", true)));
    assertThat(named(resolved, "six").requested()).isFalse();
  }

  @Test
  void locksASourceArchive() throws Exception {
    ResolvedPython resolved = resolve("docopt==0.6.2\n", ServerSet.none());

    assertThat(named(resolved, "docopt").source())
        .isInstanceOfSatisfying(
            LockedPackage.Source.Sdist.class,
            sdist -> {
              assertThat(sdist.filename()).isEqualTo("docopt-0.6.2.tar.gz");
              assertThat(sdist.size()).isPositive();
            });
  }
}
