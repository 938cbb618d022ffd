package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.buildpack.Buildpacks;
import org.repo2oci.buildpack.Detector;
import org.repo2oci.buildpack.RWish;
import org.repo2oci.cran.RDefinition;
import org.repo2oci.cran.spec.DescriptionFile;
import org.repo2oci.cran.spec.InstallScript;
import org.repo2oci.cran.spec.RDependency;
import org.repo2oci.image.Platform;
import org.repo2oci.repository.Checkout;
import org.repo2oci.repository.CheckoutRequest;
import org.repo2oci.repository.RepositorySource;
import org.repo2oci.repository.TemporaryStore;

/** The real repositories for which repo2docker makes an image of R, all eleven of the corpus. */
class RCorpusTest {
  private static final List<Path> PLACES =
      List.of(Path.of("../shared/data/corpus"), Path.of("../../shared/data/corpus"));

  @TempDir private Path folder;

  /** R that Debian has not, the snapshot, and how many packages are named where we can read it. */
  @ParameterizedTest
  @CsvSource({
    "2i2c-org__utexas-image, 4.1, 2022-03-30, 7, true",
    "AI-SDC__ACRO-R, 4.5.1, 2025-06-13, 3, true",
    "ImperialCollegeLondon__RCDS-intro-to-r, 4.1, 2022-01-10, 0, true",
    "ImperialCollegeLondon__ReCoDE_IDMS, '', '', 0, false",
    "NovembreLab__HGDP_PopStruct_Exercise, '', 2018-04-11, 5, true",
    "R-icntay__intro_tidy_models, 4.1, 2022-02-02, 19, true",
    "SugiharaLab__rEDM, '', '', 5, false",
    "binder-examples__stencila-multi, '', 2018-10-01, 1, false",
    "binder-examples__stencila-r, '', 2018-10-28, 0, false",
    "gesiscss__notebooks_getting_started, '', 2018-07-27, 8, true",
    "selcenari__ceRNAnetsim, '', '', 12, false",
  })
  void isReadAsItsFilesSay(
      String name, String version, String snapshot, int packages, boolean alone) throws Exception {
    Optional<Path> corpus = PLACES.stream().filter(Files::isDirectory).findFirst();
    assumeTrue(corpus.isPresent(), "the corpus of real repositories is not on this machine");
    CheckoutRequest request =
        new CheckoutRequest(
            RepositorySource.parse(corpus.get().resolve(name).toString()),
            Optional.empty(),
            Optional.empty(),
            Map.of("PATH", ""));
    try (Checkout checkout =
        Checkout.open(request, _ -> Optional.empty(), new TemporaryStore(folder), event -> {})) {
      RWish wish =
          Detector.detect(
                  checkout,
                  Buildpacks.load(Path.of("buildpacks")),
                  Platform.LINUX_AMD64,
                  "3.13",
                  event -> {})
              .r()
              .orElseThrow();

      assertThat(
              WantedR.of(wish, checkout, RDefinition.read(Path.of("buildpacks/r")))
                  .map(WantedR::version)
                  .orElse(""))
          .isEqualTo(version);
      assertThat(wish.snapshot().map(Object::toString).orElse("")).isEqualTo(snapshot);
      TreeSet<String> named = new TreeSet<>();
      Optional<InstallScript> script =
          wish.script().map(file -> InstallScript.parse(checkout.source().readSmall(file), file));
      script.ifPresent(one -> named.addAll(one.packages()));
      wish.description()
          .map(file -> DescriptionFile.parse(checkout.source().readSmall(file), file))
          .ifPresent(one ->
              one.needs().stream()
                  .filter(need -> !need.isR())
                  .map(RDependency::name)
                  .forEach(named::add));
      assertThat(named).hasSize(packages);
      assertThat(script.filter(InstallScript::selfContained).isPresent()).isEqualTo(alone);
    }
  }
}
