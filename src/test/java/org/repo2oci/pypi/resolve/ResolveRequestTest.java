package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  private Digest key(ServerSet server, IndexSettings settings, String... lines) throws Exception {
    return request(server, settings, Given.TARGET, lines).key("");
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
    Digest key = key(server, settings, "six");

    assertThat(key(server, settings, "six")).isEqualTo(key);
    assertThat(key(server, settings, "six>1")).isNotEqualTo(key);
    assertThat(key(Given.server("jupyterlab>=4"), settings, "six")).isNotEqualTo(key);
    assertThat(key(server, at("https://other.example.org/simple"), "six")).isNotEqualTo(key);
    assertThat(
            request(server, settings, new PythonTarget(3, 12, Platform.LINUX_AMD64, 41), "six")
                .key(""))
        .isNotEqualTo(key);
  }

  @Test
  void keyDoesNotChangeWithALoginOrAnEarlierLock() throws Exception {
    ServerSet server = Given.server("jupyterlab>=3");
    Digest key = key(server, at("https://example.org/simple"), "six");

    assertThat(key(server, at("https://me:secret@example.org/simple"), "six")).isEqualTo(key);
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
    assertThat(again.key("")).isEqualTo(key);
    assertThat(again.preferences()).containsEntry("six", "1.0");
  }

  @Test
  void whereTheRepositoryItselfIsInstalledItsFilesDecideToo() throws Exception {
    java.nio.file.Files.writeString(repository.resolve("setup.py"), "");
    ResolveRequest asked = request(Given.server(), Given.settings(), Given.TARGET, "-e .");

    assertThat(asked.key("one")).isNotEqualTo(asked.key("other"));
    assertThatThrownBy(() -> asked.key("")).isInstanceOf(IllegalArgumentException.class);
  }
}
