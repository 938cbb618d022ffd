package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of file that says which Python packages a repository needs, with the real index. */
@Tag("e2e")
@Timeout(600)
class PythonProjectsE2eTest {
  private static final Map<String, String> PINNED =
      Map.of(
          "humanize", "4.17.0",
          "markdown-it-py", "4.3.0",
          "mdurl", "0.1.2",
          "pygments", "2.21.0",
          "rich", "15.0.0",
          "tabulate", "0.10.0");

  @TempDir private Path folder;

  private JsonNode lock(Path repository) throws Exception {
    return new ObjectMapper()
        .readTree(Product.run("lock", repository.toString()).succeeded())
        .path("python")
        .path("packages");
  }

  private static Map<String, String> requested(JsonNode packages) {
    Map<String, String> versions = new TreeMap<>();
    for (JsonNode one : packages) {
      if (one.path("requested").asBoolean(false)) {
        versions.put(one.path("name").asText(), one.path("version").asText(""));
      }
    }
    return versions;
  }

  private static Map<String, String> all(JsonNode packages) {
    Map<String, String> versions = new TreeMap<>();
    packages.forEach(
        one -> versions.put(one.path("name").asText(), one.path("version").asText("")));
    return versions;
  }

  @ParameterizedTest
  @ValueSource(strings = {"uv", "pylock", "poetry", "pipfile-lock"})
  void takesTheVeryPackagesOfALockFile(String example) throws Exception {
    JsonNode packages = lock(Path.of("examples", example));

    assertThat(requested(packages)).isEqualTo(new TreeMap<>(PINNED));
    assertThat(all(packages)).containsKeys("jupyterlab", "jupyterhub");
  }

  @Test
  void resolvesAPipfile() throws Exception {
    assertThat(requested(lock(Path.of("examples/pipfile"))))
        .containsOnlyKeys("humanize", "rich", "tabulate");
  }

  @ParameterizedTest
  @CsvSource({"setup-py, squares", "pyproject, cubes"})
  void locksTheRepositoryItself(String example, String name) throws Exception {
    JsonNode packages = lock(Path.of("examples", example));

    assertThat(requested(packages)).containsOnlyKeys(name);
    assertThat(all(packages)).containsKey("tabulate");
  }

  @Test
  void saysWhichLineALockDoesNotMeet() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("examples/uv"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
    }
    Path project = folder.resolve("pyproject.toml");
    Files.writeString(project, Files.readString(project).replace("rich>=13", "rich<13"));

    Command.Ended ended = Product.run("lock", folder.toString());

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .contains(
            "Cannot use `pyproject.toml` at line 7: it asks for `rich<13`, and `uv.lock` has rich"
                + " 15.0.0");
  }

  @Test
  void buildsAPackageAndALock() throws Exception {
    for (String example : new String[] {"setup-py", "uv"}) {
      Path layout = folder.resolve(example);

      Product.run("build", "examples/" + example, "--output", "oci:" + layout).succeeded();

      assertThat(layout.resolve("index.json")).isRegularFile();
    }
  }
}
