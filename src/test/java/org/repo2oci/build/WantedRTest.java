package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.buildpack.RWish;
import org.repo2oci.cran.RDefinition;
import org.repo2oci.repository.Checkout;
import org.repo2oci.repository.CheckoutRequest;
import org.repo2oci.repository.RepositorySource;
import org.repo2oci.repository.TemporaryStore;

/** Debian's is R 4.5.0. */
class WantedRTest {
  @TempDir private Path folder;
  @TempDir private Path store;

  private String wanted(RWish wish) throws Exception {
    CheckoutRequest request =
        new CheckoutRequest(
            RepositorySource.parse(folder.toString()),
            Optional.empty(),
            Optional.empty(),
            Map.of("PATH", ""));
    try (Checkout checkout =
        Checkout.open(request, _ -> Optional.empty(), new TemporaryStore(store), event -> {})) {
      return WantedR.of(wish, checkout, RDefinition.read(Path.of("buildpacks/r")))
          .map(one -> one.version() + (one.needed() ? " needed" : ""))
          .orElse("");
    }
  }

  private static RWish wish(
      Optional<String> version, Optional<String> description, Optional<String> renvLock) {
    return new RWish(version, Optional.empty(), Optional.empty(), description, renvLock, false);
  }

  @ParameterizedTest
  @CsvSource({
    "4.5, ''",
    "4.5.0, ''",
    "4.5.2, 4.5.2",
    "4.2, 4.2",
    "4.10, 4.10 needed",
    "3.6, 3.6 needed",
  })
  void runtimeTxtMayAskForAnother(String version, String other) throws Exception {
    assertThat(wanted(wish(Optional.of(version), Optional.empty(), Optional.empty())))
        .isEqualTo(other);
  }

  @ParameterizedTest
  @CsvSource({"4.5.2, ''", "4.3.1, 4.3.1", "4.6.0, 4.6.0", "'', ''"})
  void aLockOfRenvSaysWhichButNotWhichZ(String version, String other) throws Exception {
    Files.writeString(
        folder.resolve("renv.lock"), "{\"R\": {\"Version\": \"%s\"}}".formatted(version));

    assertThat(wanted(wish(Optional.empty(), Optional.empty(), Optional.of("renv.lock"))))
        .isEqualTo(other);
  }

  @ParameterizedTest
  @CsvSource({
    "R (>= 4.1), ''",
    "R (>= 4.6.0), 4.6.1 needed",
    "'R (>= 4.0), R (< 4.4)', 4.3.3 needed",
    "R (== 4.2.1), 4.2.1 needed",
    "R (>= 4.8), 4.8 needed",
  })
  void aDescriptionMayForbidTheDistributions(String depends, String other) throws Exception {
    Files.writeString(
        folder.resolve("DESCRIPTION"), "Package: x\nDepends: %s\n".formatted(depends));

    assertThat(wanted(wish(Optional.empty(), Optional.of("DESCRIPTION"), Optional.empty())))
        .isEqualTo(other);
  }

  @Test
  void runtimeTxtDecidesBeforeTheOthers() throws Exception {
    Files.writeString(folder.resolve("DESCRIPTION"), "Package: x\nDepends: R (>= 4.6)\n");

    assertThat(wanted(wish(Optional.of("4.5"), Optional.of("DESCRIPTION"), Optional.empty())))
        .isEmpty();
  }
}
