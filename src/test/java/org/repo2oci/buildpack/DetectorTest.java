package org.repo2oci.buildpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.project.ProjectFile;
import org.repo2oci.repository.Checkout;
import org.repo2oci.repository.CheckoutRequest;
import org.repo2oci.repository.RepositorySource;
import org.repo2oci.repository.TemporaryStore;

class DetectorTest {
  private static final Buildpacks BUILDPACKS = Buildpacks.load(Path.of("buildpacks"));

  @TempDir private Path folder;
  private final List<String> notes = new ArrayList<>();

  private DetectorTest write(String path, String text) {
    return write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private DetectorTest write(String path, byte[] content) {
    try {
      Path file = folder.resolve("repository").resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      return this;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Environment detect() {
    try {
      Files.createDirectories(folder.resolve("repository"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    CheckoutRequest request =
        new CheckoutRequest(
            RepositorySource.parse(folder.resolve("repository").toString()),
            Optional.empty(),
            Optional.empty(),
            Map.of("PATH", ""));
    try (Checkout checkout =
        Checkout.open(
            request,
            _ -> Optional.empty(),
            new TemporaryStore(folder.resolve("store")),
            event -> {})) {
      return Detector.detect(
          checkout,
          BUILDPACKS,
          Platform.LINUX_AMD64,
          "3.13",
          event -> {
            if (event instanceof BuildEvent.Noted noted) {
              notes.add(noted.message());
            }
          });
    }
  }

  private String failure() {
    try {
      detect();
    } catch (BuildFailure failure) {
      StringBuilder text = new StringBuilder(failure.message()).append('\n');
      failure.details().forEach(line -> text.append("  Caused by: ").append(line).append('\n'));
      failure.hints().forEach(line -> text.append("hint: ").append(line).append('\n'));
      return text.toString();
    }
    throw new AssertionError("no failure");
  }

  @Test
  void givesAnEmptyRepositoryTheJupyterEnvironment() {
    write("README.md", "hello");
    Environment environment = detect();
    assertThat(environment.pythonFiles()).isEmpty();
    assertThat(environment.detected()).isFalse();
    assertThat(environment.pythonVersion()).isEqualTo("3.13");
    assertThat(environment.buildpacks())
        .extracting(Buildpack::name)
        .containsExactly("base", "jupyter", "python");
    assertThat(notes).isEmpty();
  }

  @Test
  void usesRequirementsAndSaysWhatItIgnores() {
    write("requirements.txt", "numpy\n").write("uv.lock", "").write("runtime.txt", "python-3\n");
    write("setup.cfg", "").write("pyproject.toml", "[tool.ruff]\n");
    Environment environment = detect();
    assertThat(environment.pythonFiles())
        .containsExactly(new ProjectFile(ProjectFile.Kind.REQUIREMENTS, "requirements.txt"));
    assertThat(environment.root().resolve("requirements.txt")).exists();
    assertThat(environment.detected()).isTrue();
    assertThat(notes)
        .containsExactlyInAnyOrder(
            "Using `requirements.txt`: it lists the Python packages to install",
            "Using `runtime.txt`: it says which Python",
            "Ignoring `uv.lock`: it is only read beside a pyproject.toml with `[project]`",
            "Ignoring `setup.cfg`: it is only read through a setup.py or pyproject.toml",
            "Ignoring `pyproject.toml`: it is no package (that has `[project]` and"
                + " `[build-system]`) and asks for no Python");
  }

  @ParameterizedTest
  @ValueSource(strings = {"binder", ".binder"})
  void searchesOnlyTheBinderFolder(String binder) {
    write(binder + "/requirements.txt", "").write("environment.yml", "");
    write("setup.py", "").write(".dockerignore", "");
    Environment environment = detect();
    assertThat(environment.binderFolder()).contains(binder);
    assertThat(environment.pythonFiles())
        .containsExactly(
            new ProjectFile(ProjectFile.Kind.REQUIREMENTS, binder + "/requirements.txt"));
    assertThat(environment.ignored())
        .extracting(IgnoredFile::path)
        .containsExactlyInAnyOrder("environment.yml", "setup.py", ".dockerignore");
    assertThat(environment.ignored())
        .allSatisfy(file ->
            assertThat(file.reason())
                .isEqualTo("only `" + binder + "/` is searched where there is one"));
  }

  @Test
  void refusesTwoBinderFolders() {
    write("binder/requirements.txt", "").write(".binder/requirements.txt", "");
    assertThat(failure())
        .isEqualTo(
            """
            The repository contains both a `binder` and a `.binder` folder, and they are exclusive
            hint: Move everything into one of them and delete the other
            """);
  }

  @Test
  void namesEveryFileThatIsNotSupportedYet() {
    write("runtime.txt", "r-4.4-2026-01-31").write("DESCRIPTION", "");
    assertThat(failure())
        .isEqualTo(
            """
            Cannot use `runtime.txt`: R environments are not supported yet
              Caused by: Cannot use `DESCRIPTION`: R packages are not supported yet
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DESCRIPTION",
        "install.R",
        "Project.toml",
        "JuliaProject.toml",
        "REQUIRE",
        "default.nix"
      })
  void refusesWhatLaterBuildpacksOwn(String name) {
    write(name, "").write("README.md", "");
    assertThat(failure()).startsWith("Cannot use `" + name + "`: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uv.lock",
        "poetry.lock",
        "pixi.toml",
        "renv.lock",
        "Manifest.toml",
        "setup.cfg",
        "requirements3.txt"
      })
  void namesWhatIsIgnored(String name) {
    write(name, "");
    assertThat(detect().ignored()).extracting(IgnoredFile::path).containsExactly(name);
  }

  @Test
  void namesTheLegacyBase() {
    write("binder/requirements.txt", "").write("Dockerfile", "FROM andrewosh/binder-base\n");
    assertThat(failure())
        .isEqualTo(
            """
            Cannot use `Dockerfile`: it builds on `andrewosh/binder-base`, which has been removed
            hint: Delete it and list the packages in requirements.txt or environment.yml
            """);
  }

  @Test
  void takesAPackageThatItsOwnRequirementsInstall() {
    write("setup.py", "").write("pyproject.toml", "[project]\n[build-system]\n");
    write("requirements.txt", "numpy\n-e .[dev]  # this one\n");
    assertThat(detect().used())
        .extracting(UsedFile::path)
        .containsExactly("requirements.txt", "setup.py", "pyproject.toml");
    write("requirements.txt", "numpy\n./vendored\n");
    assertThat(detect().pythonFiles())
        .containsExactly(
            new ProjectFile(ProjectFile.Kind.REQUIREMENTS, "requirements.txt"),
            new ProjectFile(ProjectFile.Kind.PACKAGE, "setup.py"),
            new ProjectFile(ProjectFile.Kind.PACKAGE, "pyproject.toml"));
  }

  @Test
  void readsRequirementsWithAByteOrderMark() {
    write("setup.py", "");
    write("requirements.txt", "\ufeff.\r\n".getBytes(StandardCharsets.UTF_16LE));
    assertThat(detect().used()).extracting(UsedFile::path).contains("setup.py");
  }

  @Test
  void knowsThePythonOfTheBase() {
    write("runtime.txt", "python-3.13\n");
    assertThat(detect().pythonVersion()).isEqualTo("3.13");
    write("runtime.txt", "python-3.13.2");
    assertThat(failure())
        .isEqualTo(
            """
            Cannot read `runtime.txt`: a Python version is `x.y`, not `3.13.2`
            hint: Write for example `python-3.13`
            """);
  }

  @Test
  void asksForThePythonThatTheProjectTakes() {
    write("pyproject.toml", "[project]\nrequires-python = '>=3.10, <3.14'\n");
    assertThat(detect().used()).extracting(UsedFile::path).containsExactly("pyproject.toml");
    write("pyproject.toml", "[project]\nrequires-python = '<3.13'\n");
    assertThat(detect().pythonVersion()).isEqualTo("3.12");
    write("runtime.txt", "python-3.13");
    assertThat(failure())
        .isEqualTo(
            """
            Cannot use `runtime.txt`: `pyproject.toml` does not take Python 3.13, but `<3.13`
            hint: Change one of the two
            """);
    write("pyproject.toml", "[project\n");
    assertThat(failure())
        .startsWith("Cannot read `pyproject.toml` at line 1: it is not valid TOML");
    write("pyproject.toml", "[project]\nrequires-python = 'new'\n");
    assertThat(failure())
        .startsWith(
            "Cannot read `pyproject.toml`: its `requires-python` `new` is no version range");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "python", "python-", "r-2020-01", "r-20-01-01", "r-4-1-1-1-1"})
  void refusesARuntimeThatIsNone(String text) {
    write("runtime.txt", text);
    assertThat(failure())
        .isEqualTo(
            """
            Cannot read `runtime.txt`: `%s` names no runtime
            hint: Write a name and a version, such as `python-3.13` or `r-4.4-2026-01-31`
            """
                .formatted(text));
  }

  @Test
  void takesARuntimeOfRForRWithAndWithoutADate() {
    write("requirements.txt", "");
    write("runtime.txt", "r-4.2-2024-01-01");
    assertThat(failure())
        .startsWith("Cannot use `runtime.txt`: R environments are not supported yet\n");
    write("runtime.txt", "r-4.2");
    assertThat(failure())
        .startsWith("Cannot use `runtime.txt`: R environments are not supported yet\n");
    write("runtime.txt", "cobol-85");
    assertThat(detect().ignored())
        .containsExactly(new IgnoredFile("runtime.txt", "`cobol` is neither Python nor R"));
  }

  @Test
  void looksAtNothingOutsideOfTheRepository() throws IOException {
    write("README.md", "");
    Files.writeString(folder.resolve("passwords"), "hunter2");
    Path link = folder.resolve("repository/requirements.txt");
    Files.createSymbolicLink(link, Path.of("../passwords"));
    assertThat(failure())
        .isEqualTo(
            """
            Cannot read `requirements.txt`: it is a link to outside of the repository
            hint: Put the file itself there
            """);
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("requirements.txt"));
    assertThat(failure())
        .startsWith("Cannot read `requirements.txt`: its links go round in a circle\n");
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("nothing"));
    assertThat(failure()).startsWith("Cannot read `requirements.txt`: it is a link to nothing\n");
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("README.md"));
    assertThat(detect().pythonFiles()).hasSize(1);
  }

  @Test
  void refusesAHugeConfigurationFileAndIgnoresAFolder() {
    write("requirements.txt", "#".repeat((1 << 20) + 1));
    assertThat(failure())
        .isEqualTo(
            """
            Cannot read `requirements.txt`: it has 1048577 bytes, and a configuration file at most 1048576
            hint: Check that it is the file you meant; data belongs elsewhere
            """);
    write("start/README.md", "");
    write("requirements.txt", "");
    assertThat(detect().ignored())
        .containsExactly(new IgnoredFile("start", "it is a folder, not a file"));
  }

  @Test
  void setsTheVariablesOfTheContract() {
    Map<String, String> variables =
        detect()
            .variables(
                Map.of("USER", "jovyan", "HOME", "/home/jovyan", "REPO_DIR", "/srv/repo"),
                "/usr/bin:/bin");
    assertThat(variables)
        .containsEntry("HOME", "/home/jovyan")
        .containsEntry("REPO_DIR", "/srv/repo")
        .containsEntry("NB_PYTHON_PREFIX", "/srv/conda/envs/notebook")
        .containsEntry("PYTHONUNBUFFERED", "1")
        .containsEntry("JUPYTER_PREFER_ENV_PATH", "0")
        .containsEntry(
            "PATH",
            "/home/jovyan/.local/bin:/srv/repo/.local/bin:/srv/conda/envs/notebook/bin"
                + ":/srv/conda/bin:/usr/bin:/bin");
  }
}
