package org.repo2oci.buildpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.conda.environment.SpecLine;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.project.ProjectFile;
import org.repo2oci.repository.Checkout;
import org.repo2oci.repository.CheckoutRequest;
import org.repo2oci.repository.RepositorySource;
import org.repo2oci.repository.TemporaryStore;

/** Which conda files decide, and what becomes of the others. */
class CondaDetectionTest {
  private static final Buildpacks BUILDPACKS = Buildpacks.load(Path.of("buildpacks"));
  private static final String EXPLICIT =
      """
      # platform: linux-64
      @EXPLICIT
      https://example.org/c/linux-64/python-3.11.9-h1_0.conda#%s
      https://example.org/c/linux-64/numpy-2.1.0-py311h1_0.conda#%s
      """
          .formatted("a".repeat(32), "b".repeat(32));

  @TempDir private Path folder;
  private final List<String> notes = new ArrayList<>();

  private CondaDetectionTest write(String path, String text) throws IOException {
    Path file = folder.resolve("repository").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  private Environment detect(Platform platform) {
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
          platform,
          "3.13",
          event -> {
            if (event instanceof BuildEvent.Noted noted) {
              notes.add(noted.message());
            }
          });
    }
  }

  private Environment detect() {
    return detect(Platform.LINUX_AMD64);
  }

  private BuildFailure failure() {
    BuildFailure failure = catchThrowableOfType(BuildFailure.class, this::detect);
    assertThat(failure).isNotNull();
    return failure;
  }

  @Test
  void takesAnEnvironmentFileAndNamesWhatItLeaves() throws Exception {
    write("environment.yml", "name: x\ndependencies:\n- python=3.11\n- numpy\n");
    write("environment.yaml", "").write("requirements.txt", "").write("runtime.txt", "python-3.9");
    write("setup.py", "").write("Pipfile", "").write("install.R", "").write("uv.lock", "");

    Environment environment = detect();

    assertThat(environment.chosen()).isEqualTo("conda");
    assertThat(environment.pythonVersion()).isEqualTo("3.11");
    assertThat(environment.pythonFiles()).isEmpty();
    assertThat(environment.conda())
        .hasValueSatisfying(wish ->
            assertThat(wish)
                .isInstanceOfSatisfying(
                    CondaWish.Solve.class,
                    solve ->
                        assertThat(solve.file().specs())
                            .containsExactly(
                                new SpecLine("python=3.11", "environment.yml", 3),
                                new SpecLine("numpy", "environment.yml", 4))));
    assertThat(environment.ignored())
        .extracting(IgnoredFile::path)
        .containsExactlyInAnyOrder(
            "environment.yaml",
            "requirements.txt",
            "runtime.txt",
            "setup.py",
            "Pipfile",
            "install.R",
            "uv.lock");
    assertThat(notes)
        .contains(
            "Using `environment.yml`: it names the conda packages",
            "Ignoring `environment.yaml`: `environment.yml` comes first",
            "Ignoring `requirements.txt`: the conda environment decides; its file can name"
                + " `-r requirements.txt` under `pip`",
            "`environment.yml` at line 1: `name` has no effect: an image has one environment");
  }

  @Test
  void favoursThePythonOfTheBaseWhereNoneIsPinned() throws Exception {
    write("binder/environment.yaml", "dependencies: [numpy, python>=3.9]");

    Environment environment = detect();

    assertThat(environment.pythonVersion()).isEqualTo("3.13");
    assertThat(environment.conda().orElseThrow().path()).isEqualTo("binder/environment.yaml");
  }

  @Test
  void takesTheLockOfAnEnvironmentFileWhereItFits() throws Exception {
    write("environment.yml", "dependencies:\n- python=3.11\n- numpy>=2\n- pip\n- pip:\n  - six\n");
    write("conda-linux-64.lock", EXPLICIT);

    assertThat(failure().message())
        .isEqualTo(
            "Cannot use `environment.yml` at line 4: it asks for `pip`, and `conda-linux-64.lock`"
                + " has none");
    assertThat(failure().details())
        .containsExactly(
            "`environment.yml` at line 6: it asks for `six`, and `conda-linux-64.lock` has none");
    assertThat(failure().hints())
        .containsExactly("Make `conda-linux-64.lock` again from `environment.yml`, or delete it");
    write("environment.yml", "dependencies:\n- python=3.12\n- numpy>=2\n");
    assertThat(failure().message())
        .isEqualTo(
            "Cannot use `environment.yml` at line 2: it asks for `python=3.12`, and"
                + " `conda-linux-64.lock` has python 3.11.9");
    write("environment.yml", "dependencies:\n- python=3.11\n- conda-forge::numpy>=2\n");

    Environment environment = detect();

    assertThat(environment.pythonVersion()).isEqualTo("3.11");
    assertThat(environment.conda().orElseThrow())
        .isInstanceOfSatisfying(
            CondaWish.Locked.class,
            locked -> {
              assertThat(locked.lock().packages()).hasSize(2);
              assertThat(locked.file()).isPresent();
            });
    assertThat(notes)
        .contains(
            "Using `conda-linux-64.lock`: it pins the conda packages",
            "Using `environment.yml`: it names the conda packages",
            "`conda-linux-64.lock` has only an MD5 digest for 2 of its 2 packages");
  }

  @Test
  void takesTheListOfTheImagesPlatformOnly() throws Exception {
    write("conda-linux-64.lock", EXPLICIT).write("environment.yml", "dependencies: [numpy]");

    Environment environment = detect(Platform.LINUX_ARM64);

    assertThat(environment.conda().orElseThrow()).isInstanceOf(CondaWish.Solve.class);
    assertThat(environment.ignored())
        .containsExactly(new IgnoredFile("conda-linux-64.lock", "the image is for `linux/arm64`"));
  }

  @Test
  void knowsAnExplicitListByItsContent() throws Exception {
    write("explicit.txt", "a list of words\n").write("requirements.txt", "six\n");
    assertThat(detect().chosen()).isEqualTo("python");
    write("explicit.txt", EXPLICIT);
    assertThat(detect().conda().orElseThrow()).isInstanceOf(CondaWish.Locked.class);
  }

  @Test
  void takesALockOfPixiOnlyWhereNoEnvironmentFileIs() throws Exception {
    write("pixi.toml", "").write("requirements.txt", "");
    assertThat(detect().ignored())
        .containsExactly(
            new IgnoredFile(
                "pixi.toml", "it is only read beside its lock file, which `pixi lock` writes"));
    write(
        "pixi.lock",
        """
        version: 6
        environments:
          default:
            channels: [{url: https://example.org/c/}]
            packages: {linux-64: []}
        packages: []
        """);
    assertThat(detect().used())
        .extracting(UsedFile::path)
        .containsExactly("pixi.lock", "pixi.toml");
    write(
        "pixi.toml",
        "[dependencies]\nnumpy = \">=2\"\n[pypi-dependencies]\nsix = {version = \"*\"}\n");
    assertThat(failure().message())
        .isEqualTo(
            "Cannot use `pixi.toml` at line 2: it asks for `numpy >=2`, and `pixi.lock` has none");
    assertThat(failure().details())
        .containsExactly("`pixi.toml` at line 4: it asks for `six`, and `pixi.lock` has none");
    write("environment.yml", "");
    assertThat(detect().used()).extracting(UsedFile::path).containsExactly("environment.yml");
    assertThat(detect().ignored())
        .contains(new IgnoredFile("pixi.lock", "`environment.yml` comes first"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "runtime.txt    | python-3.10                             | 3.10",
        "runtime.txt    | python-2.7                              | 2.7",
        "pyproject.toml | [project]\\nrequires-python = '<3.12'    | 3.11",
        "pyproject.toml | [project]\\nrequires-python = '>=3.14'   | 3.14",
      })
  void takesAnotherPythonThanTheBasesFromConda(String file, String text, String minor)
      throws Exception {
    write(file, text.replace("\\n", "\n")).write("requirements.txt", "six\n");

    Environment environment = detect();

    assertThat(environment.chosen()).isEqualTo("python");
    assertThat(environment.pythonVersion()).isEqualTo(minor);
    assertThat(environment.pythonFiles())
        .containsExactly(new ProjectFile(ProjectFile.Kind.REQUIREMENTS, "requirements.txt"));
    assertThat(environment.conda().orElseThrow())
        .isInstanceOfSatisfying(
            CondaWish.Python.class,
            python -> {
              assertThat(python.minor()).isEqualTo(minor);
              assertThat(python.path()).isEqualTo(file);
            });
    assertThat(notes).anySatisfy(note -> assertThat(note).endsWith("comes from conda"));
  }

  @Test
  void takesNothingOfCondaForTheBasesOwnPython() throws Exception {
    write("runtime.txt", "python-3.13").write("requirements.txt", "");

    assertThat(detect().conda()).isEmpty();
  }

  @Test
  void namesAProjectThatNoPythonFits() throws Exception {
    write("pyproject.toml", "[project]\nrequires-python = '>=3.99'\n");

    assertThat(failure().message())
        .isEqualTo("Cannot use `pyproject.toml`: no Python fits its `requires-python` `>=3.99`");
  }
}
