package org.repo2oci.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.layer.TarStream;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.RunningStep;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.sandbox.Step;
import org.repo2oci.sandbox.StepResult;
import org.repo2oci.sandbox.StepStarter;
import org.repo2oci.store.FakeStore;

@Timeout(60)
class SandboxRunnerTest {
  private static final Attributes FILE = new Attributes(0644, 0, 0, 1_000_000_000);

  @TempDir Path folder;
  private final FakeSandbox sandbox = new FakeSandbox();
  private final List<BuildEvent> events = Collections.synchronizedList(new ArrayList<>());

  /** Makes nothing, and runs steps that end when they are asked to. */
  private static final class FakeSandbox implements Sandbox, StepStarter {
    final List<Digest> materialised = Collections.synchronizedList(new ArrayList<>());
    final List<FileTree> trees = Collections.synchronizedList(new ArrayList<>());
    final List<Step> steps = new ArrayList<>();
    final CountDownLatch end = new CountDownLatch(1);
    FileTree changes = FileTree.empty();
    @Nullable BuildFailure refusal;
    @Nullable BuildFailure lost;

    @Override
    public RootLayer materialise(Digest key, TreeSource tree) throws IOException {
      if (!materialised.contains(key)) {
        materialised.add(key);
        trees.add(tree.get());
      }
      return new RootLayer(key, Path.of("/layers/" + key.hex()));
    }

    @Override
    public StepResult run(Step step) {
      throw new AssertionError("a server is started, not run");
    }

    @Override
    public void prepare() {
      if (refusal != null) {
        throw refusal;
      }
    }

    @Override
    public RunningStep start(Step step, Duration patience) {
      assertThat(patience).isGreaterThan(LaunchTimes.usual().grace());
      steps.add(step);
      return new RunningStep() {
        @Override
        public boolean isRunning() {
          return end.getCount() > 0;
        }

        @Override
        public StepResult await() throws InterruptedException {
          end.await();
          if (lost != null) {
            throw lost;
          }
          return new StepResult(7, List.of(), changes, () -> {});
        }

        @Override
        public void stop(Duration grace) {
          end.countDown();
        }

        @Override
        public void close() {
          end.countDown();
        }
      };
    }
  }

  private SandboxRunner runner() throws IOException {
    FakeStore store = new FakeStore(Files.createDirectories(folder.resolve("store")));
    return new SandboxRunner(store, sandbox, sandbox, 2, events::add);
  }

  private LaunchImage image(String... names) throws IOException {
    List<Path> files = new ArrayList<>();
    List<Digest> diffIds = new ArrayList<>();
    for (String name : names) {
      FileTree tree =
          FileTree.builder()
              .put(
                  name,
                  new Node.RegularFile(FILE, Content.of(name.getBytes(StandardCharsets.UTF_8))))
              .build();
      Path file = folder.resolve(name + ".tar");
      try (var out = Files.newOutputStream(file)) {
        TarStream.write(tree, out);
      }
      files.add(file);
      diffIds.add(Digest.of(Files.readAllBytes(file)));
    }
    return new LaunchImage(
        "demo", Images.config("1000:1000", List.of("/entry"), Images.JUPYTER, diffIds), files);
  }

  private ImageRun run(LaunchImage image, boolean keep) {
    return new ImageRun(
        image,
        List.of("jupyter-lab", "--port=4321"),
        Map.of("JUPYTER_TOKEN", "abc", "HOME", "/elsewhere"),
        Optional.of(PublishedPort.onLoopback(4321)),
        Publishing.none(),
        Map.of(folder, "/home/jovyan"),
        keep,
        line -> {});
  }

  @Test
  void startsTheImageAsItSays() throws Exception {
    LaunchImage image = image("one", "two", "three");
    try (RunningImage running = runner().start(run(image, false))) {
      assertThat(running.isRunning()).isTrue();
    }

    Step step = sandbox.steps.getFirst();
    assertThat(step.command()).containsExactly("/entry", "jupyter-lab", "--port=4321");
    assertThat(step.environment())
        .containsEntry("JUPYTER_TOKEN", "abc")
        .containsEntry("HOME", "/elsewhere")
        .containsEntry("REPO_DIR", "/home/jovyan")
        .containsEntry("PATH", "/usr/bin:/bin");
    assertThat(List.of(step.uid(), step.gid())).containsExactly(1000, 1000);
    assertThat(step.workingDirectory()).isEqualTo("/home/jovyan");
    assertThat(step.network()).isTrue();
    assertThat(step.packageManager()).isFalse();
    assertThat(step.timeLimit()).isEmpty();
    assertThat(step.captureChanges()).isFalse();
    assertThat(step.writableBinds()).isEqualTo(Map.of(folder, "/home/jovyan"));
    assertThat(step.layers().stream().map(RootLayer::key))
        .containsExactlyElementsOf(image.config().diffIds());
    assertThat(sandbox.trees.stream().flatMap(tree -> tree.nodes().keySet().stream()))
        .containsExactlyInAnyOrder("one", "two", "three");
  }

  @Test
  void unpacksEachLayerOnceAndLeavesNoCopy() throws Exception {
    SandboxRunner runner = runner();
    for (int i = 0; i < 2; i++) {
      runner.start(run(image("one", "two"), false)).close();
    }
    runner.start(run(image("one", "new"), false)).close();

    assertThat(sandbox.trees).hasSize(3);
    assertThat(
            events.stream()
                .filter(BuildEvent.Finished.class::isInstance)
                .map(event -> ((BuildEvent.Finished) event).summary()))
        .containsExactly(
            "Unpacked 2 layers, 0 already there", "Unpacked 1 layers, 1 already there");
    try (var files = Files.walk(folder.resolve("store"))) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void aLayerThatIsAnotherIsRefused() throws Exception {
    LaunchImage image = image("one", "two");
    Files.copy(
        folder.resolve("two.tar"),
        folder.resolve("one.tar"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> runner().start(run(image, false)))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("Cannot unpack the layer");
    assertThat(sandbox.steps).isEmpty();
  }

  @Test
  void whereNamespacesAreRefusedAnEngineIsNamed() throws Exception {
    sandbox.refusal = BuildFailure.environment("refused").withHint("allow them");
    LaunchImage image = image("one");

    assertThatThrownBy(() -> runner().start(run(image, false)))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure ->
                assertThat(failure.hints())
                    .containsExactly(
                        "allow them", "Or let a Docker Engine run it: `--engine docker`"));
    assertThat(sandbox.materialised).isEmpty();
  }

  @Test
  void givesTheExitCode() throws Exception {
    try (RunningImage running = runner().start(run(image("one"), false))) {
      sandbox.end.countDown();
      assertThat(running.await()).isEqualTo(7);
    }
  }

  @Test
  void aServerThatHadToBeKilledHasTheCodeOfThat() throws Exception {
    sandbox.lost = BuildFailure.environment("the sandbox ended before its time");
    try (RunningImage running = runner().start(run(image("one"), false))) {
      running.stop(Duration.ofSeconds(1));
      assertThat(running.await()).isEqualTo(137);
    }
  }

  @Test
  void aSandboxThatIsLostIsAFailure() throws Exception {
    sandbox.lost = BuildFailure.environment("the sandbox ended before its time");
    try (RunningImage running = runner().start(run(image("one"), false))) {
      sandbox.end.countDown();
      assertThatThrownBy(running::await).isSameAs(sandbox.lost);
    }
  }

  @Test
  void keepsWhatTheServerWrote() throws Exception {
    sandbox.changes =
        FileTree.builder()
            .put("home/jovyan/new.ipynb", new Node.RegularFile(FILE, Content.of(new byte[2])))
            .build();
    try (RunningImage running = runner().start(run(image("one"), true))) {
      assertThat(sandbox.steps.getFirst().captureChanges()).isTrue();
      sandbox.end.countDown();
      assertThat(running.await()).isEqualTo(7);
    }
    assertThat(sandbox.trees.getLast()).isSameAs(sandbox.changes);
    assertThat(events)
        .anySatisfy(event ->
            assertThat(event)
                .isInstanceOfSatisfying(
                    BuildEvent.Noted.class,
                    noted -> assertThat(noted.message()).contains("is kept in `/layers/")));
  }
}
