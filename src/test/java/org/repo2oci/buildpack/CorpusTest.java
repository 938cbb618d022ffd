package org.repo2oci.buildpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.image.Platform;
import org.repo2oci.repository.Checkout;
import org.repo2oci.repository.CheckoutRequest;
import org.repo2oci.repository.RepositorySource;
import org.repo2oci.repository.TemporaryStore;

/** Real repositories' configuration files, with what repo2docker itself chose for them. */
class CorpusTest {
  private static final List<Path> PLACES =
      List.of(Path.of("../shared/data/corpus"), Path.of("../../shared/data/corpus"));

  private static final Map<String, String> NAMES =
      Map.of(
          "DockerBuildPack", "dockerfile",
          "JuliaProjectTomlBuildPack", "julia",
          "NixBuildPack", "nix",
          "RBuildPack", "r",
          "CondaBuildPack", "conda",
          "PipfileBuildPack", "pipfile",
          "PythonBuildPack", "python");

  @TempDir private Path folder;

  @Test
  void choosesAsRepo2dockerDoes() throws IOException {
    Optional<Path> corpus = PLACES.stream().filter(Files::isDirectory).findFirst();
    assumeTrue(corpus.isPresent(), "the corpus of real repositories is not on this machine");
    Buildpacks buildpacks = Buildpacks.load(Path.of("buildpacks"));
    Map<String, String> expected = new TreeMap<>();
    Map<String, String> actual = new TreeMap<>();
    for (Path repository : repositories(corpus.get())) {
      JsonNode answer =
          new ObjectMapper().readTree(repository.resolve("_repo2docker.json").toFile());
      String name = repository.getFileName().toString();
      expected.put(
          name,
          NAMES.get(answer.get("buildpack").asText())
              + " in '"
              + answer.get("binder_dir").asText()
              + "'");
      Environment environment = decide(repository, buildpacks).environment();
      actual.put(
          name, environment.chosen() + " in '" + environment.binderFolder().orElse("") + "'");
    }
    assertThat(actual).hasSizeGreaterThan(50).isEqualTo(expected);
  }

  private Detector.Decision decide(Path repository, Buildpacks buildpacks) {
    CheckoutRequest request =
        new CheckoutRequest(
            RepositorySource.parse(repository.toString()),
            Optional.empty(),
            Optional.empty(),
            Map.of("PATH", ""));
    try (Checkout checkout =
        Checkout.open(request, _ -> Optional.empty(), new TemporaryStore(folder), event -> {})) {
      return Detector.decide(buildpacks, checkout.source(), Platform.LINUX_AMD64, "3.13");
    }
  }

  private static List<Path> repositories(Path corpus) throws IOException {
    try (Stream<Path> folders = Files.list(corpus)) {
      return folders
          .filter(found -> Files.exists(found.resolve("_repo2docker.json")))
          .sorted()
          .toList();
    }
  }
}
