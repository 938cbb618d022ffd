package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.failure.BuildFailure;

/** The real uv in real namespaces, with the index that this machine uses. */
@Tag("e2e")
class PythonResolverE2eTest {
  private static ToolboxFolders toolboxes;

  @TempDir Path folder;
  private RealMachine machine;
  private Path repository;

  @BeforeAll
  static void unpack() throws Exception {
    toolboxes = ToolboxFolders.onThisMachine();
  }

  @BeforeEach
  void prepare() throws Exception {
    machine = RealMachine.in(folder, toolboxes);
    repository = Files.createDirectories(folder.resolve("repository"));
  }

  @AfterEach
  void close() {
    machine.close();
  }

  private ResolvedPython resolve(String list, ServerSet server, InstalledDistribution... installed)
      throws Exception {
    Files.writeString(repository.resolve("requirements.txt"), list);
    return machine.resolve(repository, server, List.of(installed));
  }

  private static InstalledDistribution installed(String name, String version, String more) {
    return InstalledDistribution.parse(
            "Metadata-Version: 2.1\nName: %s\nVersion: %s\n%s".formatted(name, version, more))
        .orElseThrow();
  }

  @Test
  void keepsWhatIsInstalledAlready() throws Exception {
    // No index has this version, or a `six` that needs `idna`.
    ResolvedPython resolved =
        resolve(
            "python-dateutil\nsix\n",
            ServerSet.none(),
            installed("six", "1.16.77", "Requires-Dist: idna\n"));

    assertThat(resolved.packages())
        .extracting(LockedPackage::name)
        .contains("idna", "python-dateutil")
        .doesNotContain("six");
  }

  @Test
  void saysWhatContradictsWhatIsInstalled() throws Exception {
    BuildFailure failure =
        catchThrowableOfType(
            BuildFailure.class,
            () -> resolve("six>=1.17\n", ServerSet.none(), installed("six", "1.16.77", "")));

    assertThat(failure.message())
        .isEqualTo(
            "Cannot resolve `requirements.txt` at line 1: `six 1.16.77` is installed below, and that version does not fit");
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
    assertThat(machine.events())
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

  @Test
  void namesEveryLineOfAContradiction() throws Exception {
    ServerSet server = jupyter();

    BuildFailure failure =
        catchThrowableOfType(
            BuildFailure.class, () -> resolve("jinja2<3\nsix\nflask>=3\n", server));

    assertThat(failure.message()).startsWith("Cannot resolve `requirements.txt` at line 1: ");
    assertThat(failure.details()).anyMatch(line -> line.contains("jinja2"));
    assertThat(failure.hints()).isNotEmpty();
  }

  @Test
  void namesBothLinesThatAskForOneThing() {
    BuildFailure failure =
        catchThrowableOfType(
            BuildFailure.class, () -> resolve("six>=1.16\n\nsix<1.10\n", ServerSet.none()));

    assertThat(failure.message())
        .isEqualTo(
            "Cannot resolve `requirements.txt` at line 1: the requirements contradict each other");
    assertThat(failure.details()).contains("`requirements.txt` at line 3 asks for `six<1.10`");
  }

  @Test
  void namesALineOfAConstraintsFile() throws Exception {
    Files.writeString(repository.resolve("limits.txt"), "# old\nidna<2\n");

    BuildFailure failure =
        catchThrowableOfType(
            BuildFailure.class, () -> resolve("-c limits.txt\nidna>=3\n", ServerSet.none()));

    assertThat(failure.message() + failure.details())
        .contains("`limits.txt` at line 2")
        .contains("`requirements.txt` at line 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "six==1.16.0 | it has no hash, and the list says `--require-hashes`",
        "six==1.16.0 --hash=sha256:0000000000000000000000000000000000000000000000000000000000000000"
            + " | no archive of `six==1.16.0` has a hash of the list",
      })
  void holdsToHashesThatAreRequired(String requirement, String why) {
    BuildFailure failure =
        catchThrowableOfType(
            BuildFailure.class,
            () -> resolve("--require-hashes\n" + requirement + "\n", ServerSet.none()));

    assertThat(failure.message()).isEqualTo("Cannot resolve `requirements.txt` at line 2: " + why);
    assertThat(failure.hints()).isNotEmpty();
  }

  @Test
  void namesTheLineOfAProjectThatDoesNotBuild() throws Exception {
    Files.createDirectories(repository.resolve("broken"));
    Files.writeString(repository.resolve("broken/setup.py"), "raise RuntimeError('no way')\n");

    BuildFailure failure =
        catchThrowableOfType(
            BuildFailure.class, () -> resolve("six\n./broken\n", ServerSet.none()));

    assertThat(failure.message())
        .startsWith("Cannot resolve `requirements.txt` at line 2: ")
        .contains("build failed");
    assertThat(failure.details()).anyMatch(line -> line.contains("no way"));
    assertThat(failure.hints()).isNotEmpty();
  }

  @Test
  void locksACommitOfAGitRepositoryAndItsArchiveBeside() throws Exception {
    Path project = Files.createDirectories(folder.resolve("project"));
    Files.writeString(
        project.resolve("setup.py"),
        "from setuptools import setup\nsetup(name='gee', version='3', install_requires=['six'])\n");
    try (GitServer server = GitServer.of(folder.resolve("served"))) {
      String commit = server.add("gee", project, "v3");

      ResolvedPython resolved =
          resolve("git+" + server.url("gee") + "@v3#egg=gee\n", ServerSet.none());

      assertThat(named(resolved, "gee").source())
          .isEqualTo(
              new LockedPackage.Source.Git(
                  server.url("gee"), commit, java.util.Optional.of("v3"), ""));
      assertThat(named(resolved, "gee").requested()).isTrue();
      assertThat(named(resolved, "six").requested()).isFalse();
    }
  }
}
