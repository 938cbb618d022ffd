package org.repo2oci.cran;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.cran.index.CranIndex;
import org.repo2oci.cran.resolve.ArchiveReader;
import org.repo2oci.cran.resolve.RResolver;
import org.repo2oci.cran.resolve.Wanted;
import org.repo2oci.cran.spec.RDependency;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;
import org.repo2oci.store.FakeStore;

class RResolverTest {
  private static final RVersion R = new RVersion("4.5.0");
  private static final Map<String, RVersion> DEBIAN = Map.of("rlang", new RVersion("1.1.5"));

  @TempDir private Path folder;
  private MadeRepository repository;
  private FakeStore store;
  private List<String> notes = List.of();
  private List<LockedR> earlier = List.of();

  @BeforeEach
  void makeRepository() throws IOException {
    store = new FakeStore(java.nio.file.Files.createDirectory(folder.resolve("store")));
    repository =
        new MadeRepository(folder.resolve("cran"))
            .with(
                "dplyr",
                "1.1.4",
                "Depends: R (>= 3.5), methods\nImports: rlang (>= 1.1.0),\n glue\n")
            .with("glue", "1.8.0", "Built: R 4.5.0; x86_64-pc-linux-gnu; 2025-01-01; unix\n")
            .with("rlang", "1.2.0", "")
            .with("needsnew", "1.0", "Imports: rlang (>= 1.1.9)\n")
            .with("future", "1.0", "Depends: R (>= 9.0)\n")
            .with("broken", "1.0", "Imports: nowhere\n")
            .with("shows", "1.0", "Suggests: glue, nowhere\n")
            .with("loop1", "1.0", "Imports: loop2\n")
            .with("loop2", "1.0", "Imports: loop1\n")
            .with("old", "1.0", "Built: R 3.6.1; x86_64-pc-linux-gnu; 2025-01-01; unix\n")
            .with("newer", "1.0", "Built: R 4.6.0; ; 2025-01-01; unix\n")
            .with("older", "1.0", "Built: R 4.3.1; ; 2025-01-01; unix\n")
            .with("arm", "1.0", "Built: R 4.5.1; aarch64-unknown-linux-gnu; 2025-01-01; unix\n");
  }

  private List<LockedR> resolve(Wanted... wanted) throws IOException, InterruptedException {
    CranIndex index = CranIndex.of(List.of(repository.url()), R, repository);
    RResolver resolver =
        new RResolver(
            index, DEBIAN, new ArchiveReader(store, repository, R, Platform.LINUX_AMD64, earlier));
    List<LockedR> packages = resolver.resolve(List.of(wanted));
    notes = resolver.notes();
    return packages;
  }

  private static Wanted script(String name) {
    return new Wanted(RDependency.any(name), "`install.R` at line 1", false, false, false);
  }

  private static Wanted required(String name) {
    return new Wanted(RDependency.any(name), "`DESCRIPTION`", true, false, false);
  }

  @Test
  void takesWhatAPackageNeedsAndTheDistributionHasNot() throws Exception {
    List<LockedR> packages = resolve(script("dplyr"));
    assertThat(packages).map(LockedR::toString).containsExactly("glue 1.8.0", "dplyr 1.1.4");
    assertThat(packages).map(LockedR::built).containsExactly(true, false);
    assertThat(packages).map(LockedR::requested).containsExactly(false, true);
    assertThat(packages.getLast().needs()).containsExactly("glue");
    assertThat(packages.getLast().url()).endsWith("/src/contrib/dplyr_1.1.4.tar.gz");
  }

  @Test
  void anArchiveThatAnEarlierLockHasIsNotReadAgain(@TempDir Path empty) throws Exception {
    earlier = resolve(script("dplyr"));
    store = new FakeStore(empty);
    repository.asked.clear();

    List<LockedR> packages = resolve(script("dplyr"), script("loop1"));

    assertThat(packages).containsAll(earlier);
    assertThat(repository.asked).noneMatch(path -> path.contains("dplyr") || path.contains("glue"));
    assertThat(repository.asked).anyMatch(path -> path.contains("loop1"));
  }

  @Test
  void anArchiveOfWhichTheIndexSaysSomethingElseIsRead(@TempDir Path empty) throws Exception {
    LockedR glue = resolve(script("glue")).getFirst();
    earlier =
        List.of(
            new LockedR(
                glue.name(),
                glue.version(),
                glue.url(),
                glue.size(),
                Digest.of(new byte[] {1}),
                glue.built(),
                glue.requested(),
                glue.needs(),
                glue.identity() + "1"));
    store = new FakeStore(empty);

    assertThat(resolve(script("glue"))).containsExactly(glue);
  }

  @Test
  void aDistributionsPackageThatIsTooOldIsReplaced() throws Exception {
    assertThat(resolve(script("needsnew")))
        .map(LockedR::toString)
        .containsExactly("rlang 1.2.0", "needsnew 1.0");
  }

  @Test
  void aScriptGetsTheLatestAndADescriptionWhatIsThere() throws Exception {
    assertThat(resolve(script("rlang"))).map(LockedR::toString).containsExactly("rlang 1.2.0");
    assertThat(resolve(required("rlang"))).isEmpty();
  }

  @Test
  void whatAScriptNamesAndNobodyHasIsLeftToTheScript() throws Exception {
    assertThat(resolve(script("broken"), script("future"), script("glue")))
        .map(LockedR::name)
        .containsExactly("glue");
    assertThat(notes)
        .containsExactly(
            "`broken` is left to `install.R` at line 1: no repository has `nowhere`, which it needs",
            "`future` is left to `install.R` at line 1: no repository has it for this R");
  }

  @Test
  void whatADescriptionNamesAndNobodyHasIsAFailure() {
    assertThatThrownBy(() -> resolve(required("Glue")))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.message())
                  .isEqualTo(
                      "Cannot lock the R package `Glue` of `DESCRIPTION`: no repository has it for"
                          + " this R");
              assertThat(failure.hints()).containsExactly("Did you mean `glue`?");
            });
  }

  @Test
  void suggestionsAreTakenWhereTheyAreWantedAndThere() throws Exception {
    Wanted all = new Wanted(RDependency.any("shows"), "`install.R`", false, true, false);
    assertThat(resolve(all)).map(LockedR::name).containsExactlyInAnyOrder("glue", "shows");
    assertThat(resolve(script("shows"))).map(LockedR::name).containsExactly("shows");
  }

  @Test
  void aPinnedVersionComesFromTheArchiveOfOldOnes() throws Exception {
    repository.archived(
        "src/contrib/Archive/glue/glue_1.6.2.tar.gz",
        Map.of("glue/DESCRIPTION", "Package: glue\nVersion: 1.6.2\n"));
    Wanted old =
        new Wanted(new RDependency("glue", "==", "1.6.2"), "`renv.lock`", true, false, true);
    assertThat(resolve(old)).map(LockedR::toString).containsExactly("glue 1.6.2");
    Wanted gone =
        new Wanted(new RDependency("glue", "==", "1.0.0"), "`renv.lock`", true, false, true);
    assertThatThrownBy(() -> resolve(gone))
        .hasMessage(
            "Cannot lock the R package `glue 1.0.0` of `renv.lock`: no repository has this version");
  }

  @Test
  void whatIsBuiltForAnotherROrMachineIsRefused() throws Exception {
    assertThat(resolve(script("older"))).hasSize(1);
    assertThatThrownBy(() -> resolve(script("old")))
        .hasMessageContaining("it is built for R 3.6 on x86_64");
    assertThatThrownBy(() -> resolve(script("newer"))).hasMessageContaining("built for R 4.6");
    assertThatThrownBy(() -> resolve(script("arm"))).hasMessageContaining("on aarch64");
  }

  @Test
  void packagesThatNeedEachOtherHaveSomeOrder() throws Exception {
    assertThat(resolve(script("loop1"))).hasSize(2);
  }

  @Test
  void whatIsKnownIsNotDownloadedAgain() throws Exception {
    resolve(script("dplyr"));
    repository.asked.clear();
    resolve(script("dplyr"), script("shows"));
    assertThat(repository.asked).containsExactly("PACKAGES.gz", "shows_1.0.tar.gz");
  }
}
