package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.pypi.spec.IndexOptions;
import org.repo2oci.pypi.spec.Requirement;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.pypi.spec.SourceLine;
import org.repo2oci.repository.Checkout;
import org.repo2oci.repository.CheckoutRequest;
import org.repo2oci.repository.RepositorySource;
import org.repo2oci.store.DiskStore;

/** What of a repository that installs itself is a reason to resolve, and to build, again. */
class ProjectInputsTest {
  @TempDir private Path folder;
  private Path repository;

  @BeforeEach
  void begin() throws Exception {
    repository = Files.createDirectory(folder.resolve("repository"));
    write("demo.py", "x = 1");
    write("work.ipynb", "{}");
    write("README.md", "# Demo");
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(repository.resolve(file), text);
  }

  private interface Ask<T> {
    T of(Checkout checkout);
  }

  private <T> T ask(Ask<T> ask) {
    try (Checkout checkout =
        Checkout.open(
            new CheckoutRequest(
                RepositorySource.parse(repository.toString()),
                Optional.empty(),
                Optional.empty(),
                Map.of()),
            _ -> Optional.empty(),
            DiskStore.open(folder.resolve("store")),
            _ -> {})) {
      return ask.of(checkout);
    }
  }

  private String ofLock() {
    Requirement itself =
        new Requirement.Local(
            new SourceLine("requirements.txt", 1),
            Optional.empty(),
            "",
            "",
            true,
            "",
            new Requirement.Options(List.of(), Map.of()));
    Requirements user =
        new Requirements(List.of(itself), List.of(), IndexOptions.none(), List.of(), List.of());
    return ask(checkout -> ProjectInputs.ofLock(checkout, user));
  }

  private Optional<String> ofEditable() {
    return ask(
        checkout -> new ProjectInputs(checkout, List.of("")).ofEditable().map(Object::toString));
  }

  @Test
  void nothingOfARepositoryThatIsNotInstalled() {
    String nothing = ask(checkout -> ProjectInputs.ofLock(checkout, Requirements.none()));

    assertThat(nothing).isEmpty();
  }

  @Test
  void aStaticProjectIsItsPyprojectAlone() throws Exception {
    write("pyproject.toml", "[project]\nname = 'demo'\nversion = '1'\ndependencies = ['six']\n");
    String before = ofLock();

    write("demo.py", "x = 2");
    assertThat(ofLock()).isEqualTo(before);
    write("pyproject.toml", "[project]\nname = 'demo'\nversion = '1'\n");
    assertThat(ofLock()).isNotEqualTo(before);
  }

  @Test
  void ofOneThatIsBuiltAllButNotebooksAndProseCounts() throws Exception {
    write("setup.py", "from setuptools import setup; import demo; setup(version=str(demo.x))");
    String before = ofLock();

    write("work.ipynb", "{\"cells\": []}");
    write("README.md", "# Another");
    assertThat(ofLock()).isEqualTo(before);
    write("demo.py", "x = 2");
    assertThat(ofLock()).isNotEqualTo(before);
  }

  @Test
  void whereVersionsComeFromTheHistoryEverythingCounts() throws Exception {
    write("setup.py", "from setuptools import setup; setup(use_scm_version=True)");
    String before = ofLock();

    assertThat(ofEditable()).isEmpty();
    write("work.ipynb", "{\"cells\": []}");
    assertThat(ofLock()).isNotEqualTo(before);
  }

  @Test
  void anEditableProjectIsNotBuiltAgainForANotebook() throws Exception {
    write("pyproject.toml", "[project]\nname = 'demo'\nversion = '1'\nreadme = 'README.md'\n");
    Optional<String> before = ofEditable();

    write("work.ipynb", "{\"cells\": []}");
    assertThat(ofEditable()).isEqualTo(before).isPresent();
    write("README.md", "# Another");
    assertThat(ofEditable()).isNotEqualTo(before);
  }
}
