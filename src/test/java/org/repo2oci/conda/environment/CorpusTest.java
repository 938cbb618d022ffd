package org.repo2oci.conda.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Environment and lock files of real repositories, with what repo2docker read of them. */
class CorpusTest {
  private static final Path CORPUS =
      Stream.of(Path.of("../shared/data/corpus"), Path.of("../../shared/data/corpus"))
          .filter(Files::isDirectory)
          .findFirst()
          .orElse(Path.of("../shared/data/corpus"));

  static List<Path> repositories() throws IOException {
    if (!Files.isDirectory(CORPUS)) {
      return List.of(CORPUS);
    }
    try (Stream<Path> folders = Files.list(CORPUS)) {
      List<Path> found = new ArrayList<>();
      for (Path folder : folders.sorted().toList()) {
        if (answer(folder).path("buildpack").asText().equals("CondaBuildPack")) {
          found.add(folder);
        }
      }
      assertThat(found).hasSize(33);
      return found;
    }
  }

  private static JsonNode answer(Path repository) throws IOException {
    return new ObjectMapper().readTree(repository.resolve("_repo2docker.json").toFile());
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void readsWhatRepo2dockerReads(Path repository) throws Exception {
    assumeTrue(Files.isDirectory(repository), "the corpus is not on this machine");
    JsonNode answer = answer(repository);
    Path folder = repository.resolve(answer.path("binder_dir").asText());
    Path file =
        Files.exists(folder.resolve("environment.yml"))
            ? folder.resolve("environment.yml")
            : folder.resolve("environment.yaml");
    JsonNode yaml = answer.path("environment_yaml");

    EnvironmentFile read =
        EnvironmentFile.parse(Files.readAllBytes(file), repository.relativize(file).toString());

    List<String> specs = new ArrayList<>();
    List<String> pip = new ArrayList<>();
    for (JsonNode dependency : yaml.path("dependencies")) {
      if (dependency.isTextual()) {
        specs.add(dependency.asText());
      }
      dependency.path("pip").forEach(line -> pip.add(line.asText()));
    }
    assertThat(read.specs()).extracting(SpecLine::text).isEqualTo(specs);
    assertThat(read.pip()).extracting(SpecLine::text).isEqualTo(pip);
    List<String> channels = new ArrayList<>();
    yaml.path("channels").forEach(channel -> channels.add(channel.asText()));
    channels.remove("nodefaults");
    assertThat(read.channels()).extracting(SpecLine::text).isEqualTo(channels);
    List<String> lines = Files.readAllLines(file);
    read.specs().forEach(spec -> assertThat(lines.get(spec.line() - 1)).contains(spec.text()));
    read.pip().forEach(line -> assertThat(lines.get(line.line() - 1)).contains(line.text()));
  }

  @Test
  void readsTheLockFiles() throws Exception {
    Path repository = CORPUS.resolve("CryoInTheCloud__hub-image");
    assumeTrue(Files.isDirectory(repository), "the corpus is not on this machine");

    CondaLock unified = lock(repository.resolve("conda-lock.yml"));
    CondaLock explicit = lock(repository.resolve("conda-linux-64.lock"));

    assertThat(unified.packages()).hasSizeGreaterThan(300);
    assertThat(explicit.packages())
        .extracting(locked -> locked.url())
        .containsExactlyInAnyOrderElementsOf(
            unified.packages().stream().map(locked -> locked.url()).toList());
    assertThat(unified.packages())
        .allSatisfy(locked -> assertThat(locked.record().sha256()).isPresent());
    assertThat(explicit.pip()).hasSameSizeAs(unified.pip());
    CondaLock old =
        lock(CORPUS.resolve("ICESAT-2HackWeek__jupyter-image-2020/conda-linux-64.lock"));
    assertThat(old.packages()).hasSizeGreaterThan(100);
    assertThat(old.notes()).singleElement().asString().contains("has only an MD5 digest for");
  }

  private static CondaLock lock(Path file) throws IOException {
    return CondaLock.parse(Files.readAllBytes(file), file.getFileName().toString(), "linux-64");
  }
}
