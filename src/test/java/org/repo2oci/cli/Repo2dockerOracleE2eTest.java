package org.repo2oci.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.buildpack.Buildpacks;
import org.repo2oci.buildpack.Detector;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.cli.repo2docker.Repo2docker;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Platform;
import org.repo2oci.repository.Checkout;
import org.repo2oci.repository.CheckoutRequest;
import org.repo2oci.repository.RepositorySource;
import org.repo2oci.repository.TemporaryStore;

/**
 * The same command lines and repositories given to repo2docker itself and to us: the exit code and
 * the buildpack must be the same, but for what {@code differences.txt} lists with its reason.
 */
@Tag("e2e")
@Timeout(280)
class Repo2dockerOracleE2eTest {
  private static final String VERSION = "2026.4.0";
  private static final Path RESOURCES = Path.of("src/test/resources/repo2docker");
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<Path> CORPUS =
      List.of(Path.of("../shared/data/corpus"), Path.of("../../shared/data/corpus"));

  private static final Map<String, String> NAMES =
      Map.of(
          "DockerBuildPack", "dockerfile",
          "JuliaProjectTomlBuildPack", "julia",
          "JuliaRequireBuildPack", "julia",
          "NixBuildPack", "nix",
          "RBuildPack", "r",
          "CondaBuildPack", "conda",
          "PipfileBuildPack", "pipfile",
          "PythonBuildPack", "python");

  @TempDir static Path temporary;
  private static Path python = Path.of("python3");
  private static Path work = Path.of("");

  private record Answer(int code, String builder, String last) {}

  @BeforeAll
  static void install() throws Exception {
    String cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .orElse(System.getProperty("user.home") + "/.cache");
    Path environment = Path.of(cache, "repo2oci-tests", "repo2docker-" + VERSION);
    python = environment.resolve("bin/python");
    if (!Files.exists(environment.resolve("bin/jupyter-repo2docker"))) {
      Files.createDirectories(environment.getParent());
      assumeTrue(
          run("python3", "-m", "venv", environment.toString())
              && run(
                  python.toString(),
                  "-m",
                  "pip",
                  "install",
                  "-q",
                  "jupyter-repo2docker==" + VERSION),
          "needs a package index");
    }
    work = Files.createDirectory(temporary.resolve("work"));
    write("repo/requirements.txt", "six\n");
    write("repo/sub/requirements.txt", "attrs\n");
    write("empty/README.md", "");
    write("conda/environment.yml", "dependencies:\n  - python=3.11\n  - numpy\n");
    write("pipfile/Pipfile", "[packages]\nsix = \"*\"\n");
    write("dockerfile/Dockerfile", "FROM debian\n");
    write("package/setup.py", "from setuptools import setup\nsetup(name='x')\n");
    write("both/binder/requirements.txt", "six\n");
    write("both/.binder/requirements.txt", "six\n");
    write("badname/apt.txt", "Foo\n");
    write("badruntime/runtime.txt", "python\n");
    write("badyaml/environment.yml", "- a\n- b\n");
    write("file.txt", "");
    write("settings.json", "{\"Repo2Docker\": {\"subdir\": \"sub\"}}");
    write("settings.py", "c.Repo2Docker.user_name = 'jovyan'\n");
  }

  private static void write(String path, String text) throws IOException {
    Path file = work.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }

  private static List<Answer> theirs(List<List<String>> lines) throws Exception {
    Path input = temporary.resolve("input-" + lines.size());
    List<String> json = new ArrayList<>();
    for (List<String> line : lines) {
      json.add(JSON.writeValueAsString(line));
    }
    Files.write(input, json);
    ProcessBuilder builder =
        new ProcessBuilder(
                python.toString(), RESOURCES.resolve("driver.py").toAbsolutePath().toString())
            .directory(work.toFile())
            .redirectInput(input.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    // It must not find an engine, which it would fill with images.
    builder.environment().put("DOCKER_HOST", "unix:///nonexistent");
    Process process = builder.start();
    List<Answer> answers = new ArrayList<>();
    for (String line :
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList()) {
      JsonNode answer = JSON.readTree(line);
      answers.add(
          new Answer(
              answer.get("code").asInt(),
              answer.get("builder").asText(),
              answer.get("last").asText()));
    }
    assertThat(answers).hasSameSizeAs(lines);
    return answers;
  }

  /** Our own command line to the end; instead of a build there is the choice of a buildpack. */
  private static int ours(List<String> words) {
    Program program = new Program();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    HostSettings usual = program.host();
    HostSettings host =
        new HostSettings(
            Map.of("PATH", "/usr/bin:/bin", "USER", "me"),
            usual.home(),
            usual.cacheDirectory(),
            work,
            Path.of("").toAbsolutePath(),
            false,
            false,
            2,
            uid());
    DetectingApplication application = new DetectingApplication(work, temporary.resolve("store"));
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    Cli cli = new Cli(host, stream, errors, _ -> application, _ -> 1);
    return new Repo2docker(
            "jupyter-repo2docker",
            host,
            stream,
            errors,
            () -> Optional.of("there is none in this test"),
            cli::run)
        .run(words);
  }

  private static int uid() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What is listed: what was asked, theirs, ours, and why. */
  private static Map<String, String> differences() throws IOException {
    Map<String, String> listed = new TreeMap<>();
    for (String line : Files.readAllLines(RESOURCES.resolve("differences.txt"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(" \\| ", 4);
        assertThat(parts).as(line).hasSize(4);
        listed.put(parts[0], parts[1] + " | " + parts[2]);
      }
    }
    return listed;
  }

  @Test
  void commandLinesEndAlike() throws Exception {
    List<String> lines = Files.readAllLines(RESOURCES.resolve("lines.txt"));
    List<List<String>> words = lines.stream().map(line -> List.of(line.split(" "))).toList();
    List<Answer> theirs = theirs(words);
    Map<String, String> found = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      int code = ours(words.get(i));
      if (code != theirs.get(i).code()) {
        found.put(lines.get(i), theirs.get(i).code() + " | " + code);
      }
    }

    assertThat(lines).hasSizeGreaterThanOrEqualTo(150).doesNotHaveDuplicates();
    Map<String, String> listed = differences();
    listed.keySet().removeIf(line -> !lines.contains(line));
    assertThat(found).isEqualTo(listed);
  }

  @Test
  void repositoriesAreSeenAlike() throws Exception {
    Optional<Path> corpus = CORPUS.stream().filter(Files::isDirectory).findFirst();
    assumeTrue(corpus.isPresent(), "the corpus of real repositories is not on this machine");
    List<Path> repositories;
    try (Stream<Path> folders = Files.list(corpus.get())) {
      repositories = folders.filter(Files::isDirectory).sorted().toList();
    }
    List<Answer> theirs =
        theirs(
            repositories.stream()
                .map(folder ->
                    List.of("--no-build", "--user-id", "1000", folder.toAbsolutePath().toString()))
                .toList());
    Buildpacks buildpacks = Buildpacks.load(Path.of("buildpacks"));
    Map<String, String> found = new TreeMap<>();
    for (int i = 0; i < repositories.size(); i++) {
      Path folder = repositories.get(i);
      Answer answer = theirs.get(i);
      String choice =
          answer.builder().isEmpty() ? "error" : NAMES.getOrDefault(answer.builder(), "?");
      String own = choice(folder, buildpacks);
      if (!own.equals(choice)) {
        found.put(folder.getFileName().toString(), choice + " | " + own);
      }
    }

    assertThat(repositories).hasSizeGreaterThanOrEqualTo(75);
    Map<String, String> listed = differences();
    listed.keySet().removeIf(name -> !Files.isDirectory(corpus.get().resolve(name)));
    assertThat(found).isEqualTo(listed);
  }

  private static String choice(Path folder, Buildpacks buildpacks) {
    CheckoutRequest request =
        new CheckoutRequest(
            RepositorySource.parse(folder.toString()),
            Optional.empty(),
            Optional.empty(),
            Map.of("PATH", ""));
    try (Checkout checkout =
        Checkout.open(
            request,
            _ -> Optional.empty(),
            new TemporaryStore(temporary.resolve("store")),
            event -> {})) {
      return Detector.detect(checkout, buildpacks, Platform.LINUX_AMD64, "3.13", event -> {})
          .chosen();
    } catch (BuildFailure e) {
      return "error";
    }
  }
}
