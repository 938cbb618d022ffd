package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.pypi.index.PackageIndex;

class ResolveRequestTest {
  @TempDir Path repository;

  private Optional<Digest> key(ServerSet server, IndexSettings settings, String... lines)
      throws Exception {
    return request(server, settings, Given.TARGET, lines).key();
  }

  private ResolveRequest request(
      ServerSet server, IndexSettings settings, PythonTarget target, String... lines)
      throws Exception {
    return new ResolveRequest(
        repository, Given.requirements(repository, lines), server, settings, target);
  }

  private static IndexSettings at(String url) {
    return new IndexSettings(
        Optional.of(new PackageIndex(PackageIndex.DEFAULT, url)),
        List.of(),
        List.of(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  @Test
  void keyChangesWithAllThatIsAskedFor() throws Exception {
    ServerSet server = Given.server("jupyterlab>=3");
    IndexSettings settings = Given.settings();
    Digest key = key(server, settings, "six").orElseThrow();

    assertThat(key(server, settings, "six")).contains(key);
    assertThat(key(server, settings, "six>1")).get().isNotEqualTo(key);
    assertThat(key(Given.server("jupyterlab>=4"), settings, "six")).get().isNotEqualTo(key);
    assertThat(key(server, at("https://other.example.org/simple"), "six")).get().isNotEqualTo(key);
    assertThat(
            request(server, settings, new PythonTarget(3, 12, Platform.LINUX_AMD64, 41), "six")
                .key())
        .get()
        .isNotEqualTo(key);
  }

  @Test
  void keyDoesNotChangeWithALoginOrAnEarlierLock() throws Exception {
    ServerSet server = Given.server("jupyterlab>=3");
    Digest key = key(server, at("https://example.org/simple"), "six").orElseThrow();

    assertThat(key(server, at("https://me:secret@example.org/simple"), "six")).contains(key);
    TreeMap<String, String> previous = new TreeMap<>();
    previous.put("six", "1.0");
    ResolveRequest again =
        new ResolveRequest(
            repository,
            Given.requirements(repository, "six"),
            server,
            previous,
            at("https://example.org/simple"),
            Given.TARGET,
            List.of());
    assertThat(again.key()).contains(key);
    assertThat(again.preferences()).containsEntry("six", "1.0");
  }

  @Test
  void hasNoKeyWhereTheRepositoryItselfIsInstalled() throws Exception {
    java.nio.file.Files.writeString(repository.resolve("setup.py"), "");

    assertThat(key(Given.server(), Given.settings(), "-e .")).isEmpty();
  }
}
