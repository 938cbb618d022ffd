package org.repo2oci.buildpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Platform;
import org.repo2oci.repository.Checkout;
import org.repo2oci.repository.CheckoutRequest;
import org.repo2oci.repository.RepositorySource;
import org.repo2oci.repository.TemporaryStore;

class RDetectionTest {
  @TempDir private Path folder;
  private Path repository;

  @BeforeEach
  void makeRepository() throws IOException {
    repository = Files.createDirectory(folder.resolve("repository"));
  }

  private RDetectionTest write(String name, String text) {
    try {
      Path file = repository.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Environment detect() {
    CheckoutRequest request =
        new CheckoutRequest(
            RepositorySource.parse(repository.toString()),
            Optional.empty(),
            Optional.empty(),
            Map.of("PATH", ""));
    try (Checkout checkout =
        Checkout.open(request, _ -> Optional.empty(), new TemporaryStore(folder), event -> {})) {
      return Detector.detect(
          checkout,
          Buildpacks.load(Path.of("buildpacks")),
          Platform.LINUX_AMD64,
          "3.13",
          event -> {});
    }
  }

  private RWish wish() {
    return detect().r().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"install.R", "DESCRIPTION", "renv.lock", "binder/install.R"})
  void oneFileIsEnough(String name) {
    write(name, "");
    assertThat(detect().chosen()).isEqualTo("r");
    assertThat(detect().ignored()).isEmpty();
    assertThat(wish().version()).isEmpty();
    assertThat(wish().ofConda()).isFalse();
  }

  @Test
  void aRuntimeNamesVersionAndDay() {
    write("runtime.txt", "r-4.2-2024-01-31\n");
    assertThat(wish().version()).contains("4.2");
    assertThat(wish().snapshot()).contains(LocalDate.of(2024, 1, 31));
    write("runtime.txt", "r-2024-01-31");
    assertThat(wish().version()).isEmpty();
    assertThat(wish().snapshot()).contains(LocalDate.of(2024, 1, 31));
    write("runtime.txt", "r-4.5.1");
    assertThat(wish().version()).contains("4.5.1");
    assertThat(wish().snapshot()).isEmpty();
  }

  @Test
  void refusesVersionsAndDaysThatAreNone() {
    write("runtime.txt", "r-four");
    assertThat(failure()).startsWith("Cannot read `runtime.txt`: an R version is `x.y`");
    write("runtime.txt", "r-4.2-2024-02-31");
    assertThat(failure()).isEqualTo("Cannot read `runtime.txt`: `2024-02-31` is no day");
  }

  private String failure() {
    return catchThrowableOfType(BuildFailure.class, this::detect).message();
  }

  @Test
  void aDescriptionCountsAtTheTopAndOnlyWithoutABinderFolder() {
    write("DESCRIPTION", "").write("binder/requirements.txt", "");
    assertThat(detect().chosen()).isEqualTo("python");
    assertThat(detect().r()).isEmpty();
  }

  @Test
  void pythonPackagesAreInstalledBesideR() {
    write("install.R", "").write("requirements.txt", "numpy\n").write("apt.txt", "jq\n");
    Environment environment = detect();
    assertThat(environment.chosen()).isEqualTo("r");
    assertThat(environment.pythonFiles()).hasSize(1);
    assertThat(environment.file("apt")).contains("apt.txt");
    assertThat(environment.variables(Map.of("USER", "u", "HOME", "/h", "REPO_DIR", "/h"), "/bin"))
        .containsEntry("PATH", "/h/.local/bin:/srv/conda/envs/notebook/bin:/srv/conda/bin:/bin");
  }

  @Test
  void condaHasPythonAndTheDistributionHasR() {
    write("install.R", "").write("environment.yml", "dependencies: [python=3.12, numpy]\n");
    Environment environment = detect();
    assertThat(environment.chosen()).isEqualTo("r");
    assertThat(environment.conda()).isPresent();
    assertThat(environment.pythonVersion()).isEqualTo("3.12");
    assertThat(wish().ofConda()).isFalse();
    assertThat(wish().script()).contains("install.R");
  }

  @ParameterizedTest
  @ValueSource(strings = {"r-base", "r-base=4.3", "conda-forge::r-tidyverse", "r-ggplot2 >=3"})
  void condaMayHaveR(String spec) {
    write("environment.yml", "dependencies:\n- python\n- " + spec + "\n");
    assertThat(detect().chosen()).isEqualTo("conda");
    assertThat(wish().ofConda()).isTrue();
    write("install.R", "");
    assertThat(detect().chosen()).isEqualTo("r");
    assertThat(wish().ofConda()).isTrue();
  }

  @Test
  void otherPackagesOfCondaAreNoR() {
    write("environment.yml", "dependencies: [python, rasterio, requests]\n");
    assertThat(detect().r()).isEmpty();
  }
}
