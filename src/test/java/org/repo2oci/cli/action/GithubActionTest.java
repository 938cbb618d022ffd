package org.repo2oci.cli.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.cli.Golden;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.cli.application.InspectReport;
import org.repo2oci.cli.application.LaunchArguments.Runner;
import org.repo2oci.cli.application.PushedLayers;
import org.repo2oci.cli.application.ReadyImage;
import org.repo2oci.cli.application.Release;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;
import org.repo2oci.inspect.InspectedImage.InstalledPackage;

class GithubActionTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final FakeProgram program = new FakeProgram();

  @BeforeEach
  void begin() throws Exception {
    Files.createDirectory(folder.resolve("workspace"));
    environment.put("GITHUB_ACTIONS", "true");
    environment.put("GITHUB_REPOSITORY", "Me/Demo");
    environment.put("GITHUB_ACTOR", "me");
    environment.put("GITHUB_SHA", COMMIT);
    environment.put("GITHUB_REF", "refs/heads/main");
    environment.put("GITHUB_EVENT_NAME", "push");
    environment.put("GITHUB_WORKSPACE", folder.resolve("workspace").toString());
    environment.put("GITHUB_OUTPUT", folder.resolve("output").toString());
    environment.put("GITHUB_STEP_SUMMARY", folder.resolve("summary").toString());
    environment.put("HOME", folder.toString());
    input("DOCKER_USERNAME", "alice+bot");
    input("DOCKER_PASSWORD", "wonder land$1");
    input("DOCKER_REGISTRY", "quay.io");
  }

  private void input(String name, String value) {
    environment.put("INPUT_" + name, value);
  }

  private void event(String name, String json) throws Exception {
    environment.put("GITHUB_EVENT_NAME", name);
    environment.put(
        "GITHUB_EVENT_PATH", Files.writeString(folder.resolve("event.json"), json).toString());
  }

  private record Outcome(int code, String err, Map<String, String> outputs, String summary) {}

  private Outcome run() throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    HostSettings host =
        new HostSettings(
            environment,
            Optional.of(folder),
            folder.resolve("cache"),
            folder,
            folder,
            false,
            false,
            1,
            1000);
    int code =
        new GithubAction(
                host,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                program,
                new MyBinder("http://127.0.0.1:9", Duration.ofSeconds(1)))
            .run();
    return new Outcome(
        code,
        err.toString(StandardCharsets.UTF_8),
        outputs(folder.resolve("output")),
        Files.exists(folder.resolve("summary")) ? Files.readString(folder.resolve("summary")) : "");
  }

  /** As the runner reads them: the last of a name counts. */
  private static Map<String, String> outputs(Path file) throws Exception {
    Map<String, String> outputs = new LinkedHashMap<>();
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    for (int i = 0; i < lines.size(); i++) {
      String[] start = lines.get(i).split("<<", 2);
      List<String> value = new ArrayList<>();
      while (!lines.get(++i).equals(start[1])) {
        value.add(lines.get(i));
      }
      outputs.put(start[0], String.join("\n", value));
    }
    return outputs;
  }

  @Test
  void aPushGivesNamesOutputsAndASummary() throws Exception {
    event("push", "{\"before\": \"" + "f".repeat(40) + "\"}");
    program.images.put("quay.io/alice/demo:ffffffffffff", image("1", "2.0", 10, 20));

    Outcome outcome = run();

    assertThat(outcome.code()).isZero();
    assertThat(program.words).contains("--cache-from=quay.io/alice/demo:ffffffffffff");
    assertThat(outcome.outputs())
        .containsExactly(
            Map.entry("IMAGE_SHA_NAME", "quay.io/alice/demo:0123456789ab"),
            Map.entry("IMAGE_SHA_TAG", "0123456789ab"),
            Map.entry("IMAGE_TAGS", "quay.io/alice/demo:0123456789ab\nquay.io/alice/demo:latest"),
            Map.entry("PUSH_STATUS", "true"),
            Map.entry("IMAGE_DIGEST", digest("built").toString()),
            Map.entry("CHANGED", "true"));
    Golden.check("action-summary", outcome.summary());
  }

  @Test
  void theSameLayersAreNoChange() throws Exception {
    InspectReport before = program.built;
    program.images.put(
        "quay.io/alice/demo:latest",
        new InspectReport(
            "before",
            digest("other labels"),
            before.platform(),
            Map.of(),
            before.layers(),
            before.packages(),
            Map.of()));

    Outcome outcome = run();

    assertThat(outcome.outputs()).containsEntry("CHANGED", "false");
    assertThat(outcome.summary()).contains("0 B in 0 layers", "All 2 packages are as they were");
  }

  @Test
  void aNodePullsAgainWhatLiesAboveAnotherLayer() throws Exception {
    program.images.put("quay.io/alice/demo:latest", image("before", "2.3.1", 10, 5_000, 2_000_000));
    program.built = image("built", "2.3.1", 10, 7_000, 2_000_000);

    assertThat(run().summary())
        .contains("2.0 MB in 2 layers where it has the last image; 2.0 MB where it has none");
  }

  @Test
  void commandLineIsThatOfRepo2dockerAction() throws Exception {
    input("REPO_DIR", "/srv/repo");
    input("LATEST_TAG_OFF", "true");
    input("ADDITIONAL_TAG", "v1, v2\nv1");
    input("BASE_IMAGE", "quay.io/jupyter/scipy-notebook:2026-01-05");
    input("REPO2DOCKER_EXTRA_ARGS", "--label 'a=b c' --debug");
    input("APPENDIX_FILE", "appendix");
    input("SUBDIR", "week 1");
    input("PLATFORM", "linux/arm64");
    Files.writeString(folder.resolve("workspace/appendix"), "RUN true\nENV A=$(id)\n");

    run();

    assertThat(program.words)
        .contains(
            "--no-run",
            "--user-id=1000",
            "--user-name=jovyan",
            "--target-repo-dir=/srv/repo",
            "--image-name=quay.io/alice/demo:0123456789ab",
            "--label=repo2docker.repo=https://github.com/Me/Demo",
            "--label=repo2docker.ref=refs/heads/main",
            "--appendix=RUN true\nENV A=$(id)\n")
        .endsWith("--label", "a=b c", "--debug", folder.resolve("workspace").toString());
    assertThat(program.more)
        .containsExactly(
            "--tag=quay.io/alice/demo:v1",
            "--tag=quay.io/alice/demo:v2",
            "--base-image=quay.io/jupyter/scipy-notebook:2026-01-05",
            "--push");
    assertThat(program.host().environment())
        .containsEntry("REPO2OCI_SUBDIR", "week 1")
        .containsEntry("REPO2OCI_PLATFORM", "linux/arm64");
  }

  @Nested
  class Names {
    private String name() throws Exception {
      return String.valueOf(run().outputs().get("IMAGE_SHA_NAME")).replaceFirst(":[^:]*$", "");
    }

    @Test
    void theRegistryIsNotPutTwice() throws Exception {
      input("DOCKER_REGISTRY", "https://Quay.io/");
      input("IMAGE_NAME", "Quay.io/My-Team/Image");

      assertThat(name()).isEqualTo("quay.io/my-team/image");
    }

    @Test
    void anActorThatIsNoNameGivesWayToTheOwner() throws Exception {
      input("DOCKER_USERNAME", "");
      environment.put("GITHUB_ACTOR", "dependabot[bot]");
      input("DOCKER_REGISTRY", "");
      environment.put("GITHUB_REPOSITORY", "some-org/Demo");

      assertThat(name()).isEqualTo("some-org/demo");
    }

    @Test
    void whatNoRegistryTakesIsRefusedBeforeTheBuild() throws Exception {
      input("ADDITIONAL_TAG", "a/b");

      Outcome outcome = run();

      assertThat(outcome.code()).isEqualTo(2);
      assertThat(outcome.err()).contains("::error", "`ADDITIONAL_TAG`");
      assertThat(program.words).isEmpty();
    }
  }

  @Nested
  class Pushing {
    private void pullRequest(String repository) throws Exception {
      event(
          "pull_request",
          """
          {"pull_request": {"head": {"repo": {"full_name": "%s"}}, "base": {"sha": "%s"}}}
          """
              .formatted(repository, "e".repeat(40)));
    }

    @Test
    void noPushLeavesTheImageInTheEngine() throws Exception {
      input("NO_PUSH", "true");

      Outcome outcome = run();

      assertThat(program.more)
          .containsExactly("--tag=quay.io/alice/demo:latest", "--output=docker-daemon");
      assertThat(outcome.outputs()).containsEntry("PUSH_STATUS", "false");
      assertThat(outcome.summary()).contains("| Pushed | no: \\`NO\\_PUSH\\` |");
    }

    @Test
    void withoutAnEngineThereIsNowhereToLeaveIt() throws Exception {
      input("NO_PUSH", "yes");
      program.engine = false;

      run();

      assertThat(program.more).containsExactly("--tag=quay.io/alice/demo:latest");
    }

    @Test
    void aSlipInNoPushIsAnErrorBeforeTheBuild() throws Exception {
      input("NO_PUSH", "ture");

      Outcome outcome = run();

      assertThat(outcome.code()).isEqualTo(2);
      assertThat(outcome.err()).contains("`ture` is neither true nor false");
      assertThat(program.words).isEmpty();
    }

    @Test
    void aForkNeverPushesEvenWithCredentials() throws Exception {
      pullRequest("somebody/demo");

      Outcome outcome = run();

      assertThat(outcome.code()).isZero();
      assertThat(program.more).doesNotContain("--push");
      assertThat(outcome.err()).contains("::notice", "comes from a fork");
      assertThat(outcome.outputs()).containsEntry("PUSH_STATUS", "false");
    }

    @Test
    void aForkThatIsGoneIsOneToo() throws Exception {
      event("pull_request_target", "{\"pull_request\": {\"head\": {\"repo\": null}}}");

      run();

      assertThat(program.more).doesNotContain("--push");
    }

    @Test
    void aPullRequestOfTheRepositoryPushesWhereItHasCredentials() throws Exception {
      pullRequest("me/demo");

      run();
      assertThat(program.more).contains("--push");

      input("DOCKER_PASSWORD", "");
      Outcome outcome = run();
      assertThat(program.more).doesNotContain("--push");
      assertThat(outcome.err()).contains("::notice", "has no credentials");
    }

    @Test
    void dependabotHasNoSecrets() throws Exception {
      environment.put("GITHUB_ACTOR", "dependabot[bot]");
      input("DOCKER_USERNAME", "");
      input("DOCKER_PASSWORD", "");

      assertThat(run().err()).contains("::notice", "dependabot");
      assertThat(program.more).doesNotContain("--push");
    }
  }

  @Nested
  class Secret {
    @Test
    void logAndProgramsOfTheBuildDoNotSeeIt() throws Exception {
      environment.put("ACTIONS_RUNTIME_TOKEN", "a-token-of-the-runner");
      program.says = "the password is wonder land$1";

      Outcome outcome = run();

      Map<String, String> seen = new HashMap<>(program.host().environment());
      assertThat(seen.remove("CONTAINER_ENGINE_REGISTRY_CREDENTIALS"))
          .isEqualTo(
              """
              {"registry": "quay.io", "username": "alice+bot", "password": "wonder land$1"}\
              """);
      assertThat(seen.values()).doesNotContain("wonder land$1", "a-token-of-the-runner");
      assertThat(outcome.err() + outcome.summary() + outcome.outputs())
          .doesNotContain("wonder land$1");
      try (var files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(file).content().doesNotContain("wonder land");
        }
      }
    }

    @Test
    void aDockerConfigThatNobodyExpandedIsFound() throws Exception {
      environment.put("DOCKER_CONFIG", "$HOME/.docker");
      run();
      assertThat(program.host().environment())
          .containsEntry("DOCKER_CONFIG", folder.resolve(".docker").toString());

      Path literal = Files.createDirectories(folder.resolve("workspace/$HOME/.docker"));
      Files.writeString(literal.resolve("config.json"), "{}");
      run();
      assertThat(program.host().environment()).containsEntry("DOCKER_CONFIG", literal.toString());
    }
  }

  @Nested
  class Tests {
    @BeforeEach
    void begin() throws Exception {
      Files.createDirectory(folder.resolve("workspace/image-tests"));
    }

    @Test
    void passBeforeThePush() throws Exception {
      Outcome outcome = run();

      assertThat(program.tested).containsExactly(Runner.DOCKER);
      assertThat(outcome.summary()).contains("| Tests | passed |");
    }

    @Test
    void thatFailKeepTheImageFromTheRegistry() throws Exception {
      program.testCode = 1;

      Outcome outcome = run();

      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.outputs())
          .containsEntry("PUSH_STATUS", "false")
          .doesNotContainKey("IMAGE_DIGEST");
      assertThat(outcome.summary())
          .contains("### No image", "The tests in `image-tests` failed with exit code 1");
    }

    @Test
    void areRunInOurSandboxWithoutAnEngine() throws Exception {
      program.engine = false;
      run();
      assertThat(program.tested).containsExactly(Runner.SANDBOX);
    }

    @Test
    void canBeLeftOut() throws Exception {
      input("TESTS", "off");
      run();
      assertThat(program.tested).isEmpty();
    }
  }

  @Test
  void anImageThatNobodyElseCanPullIsAnError() throws Exception {
    input("PUBLIC_REGISTRY_CHECK", "true");

    Outcome outcome = run();

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err()).contains("Cannot pull `quay.io/alice/demo:0123456789ab` without");
    assertThat(program.inspectors.getLast().environment())
        .doesNotContainKey("CONTAINER_ENGINE_REGISTRY_CREDENTIALS");
    assertThat(program.inspectors.getLast().home()).isEmpty();
  }

  @Test
  void aBinderThatIsNotReadyIsOnlyAWarning() throws Exception {
    input("MYBINDERORG_TAG", "main");

    Outcome outcome = run();

    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).contains("::warning", "The Binder is not ready");
    assertThat(program.words).contains("--user-name=jovyan");
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "0", "no", "OFF", ""})
  void whatSaysNoSwitchesNothingOn(String no) {
    assertThat(new ActionInputs(Map.of("INPUT_LATEST_TAG_OFF", no)).flag("LATEST_TAG_OFF"))
        .isFalse();
  }

  @Test
  void outsideOfAJobItSaysWhatToUse() throws Exception {
    environment.remove("GITHUB_REPOSITORY");

    assertThat(run().err()).contains("`GITHUB_REPOSITORY` is not set", "`repo2oci build`");
  }

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static InspectReport image(String name, String numpy, long... sizes) {
    List<InspectReport.ImageLayer> layers = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      Digest digest = digest("layer " + i + " " + sizes[i]);
      layers.add(new InspectReport.ImageLayer(digest, digest, sizes[i], Optional.empty(), ""));
    }
    return new InspectReport(
        name,
        digest(name),
        Platform.LINUX_AMD64,
        Map.of("org.opencontainers.image.title", "A *course*"),
        layers,
        List.of(
            new InstalledPackage("debian", "bash", "5.2"),
            new InstalledPackage("pypi", "numpy", numpy)),
        Map.of("JUPYTERHUB_DEFAULT_URL", "/lab"));
  }

  /** Remembers what it was asked, and builds at once. */
  private static final class FakeProgram implements GithubAction.Program {
    List<String> words = List.of();
    List<String> more = List.of();
    @Nullable HostSettings host;
    boolean engine = true;
    int testCode;
    String says = "";
    InspectReport built = image("built", "2.3.1", 10, 2_000_000);
    final Map<String, InspectReport> images = new HashMap<>();
    final List<HostSettings> inspectors = new ArrayList<>();
    final List<Runner> tested = new ArrayList<>();

    HostSettings host() {
      if (host == null) {
        throw new AssertionError("nothing was built");
      }
      return host;
    }

    @Override
    public int repo2docker(
        HostSettings given,
        PrintStream err,
        List<String> line,
        List<String> rest,
        Release release) {
      host = given;
      words = line;
      more = rest;
      err.println(says.replace("wonder land$1", "***"));
      try {
        release.built(new Ready(), EventSink.none());
      } catch (BuildFailure failure) {
        err.println("error: " + failure.message());
        return failure.kind().exitCode();
      }
      if (rest.contains("--push")) {
        release.pushed(new PushedLayers(1, 1, 2_000_000));
      }
      return 0;
    }

    private final class Ready implements ReadyImage {
      @Override
      public InspectReport report() {
        return built;
      }

      @Override
      public int run(
          Runner runner,
          List<String> command,
          Map<Path, String> folders,
          Map<String, String> variables) {
        tested.add(runner);
        return testCode;
      }
    }

    @Override
    public boolean engine(HostSettings asked) {
      return engine;
    }

    @Override
    public InspectReport inspect(HostSettings asked, ImageReference image) {
      inspectors.add(asked);
      InspectReport found = images.get(image.toString());
      if (found == null) {
        throw BuildFailure.environment("Cannot pull `%s`: 401".formatted(image));
      }
      return found;
    }
  }
}
