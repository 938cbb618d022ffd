package org.repo2oci.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;
import org.repo2oci.output.FinishedImage;
import org.repo2oci.output.ImageWriter;
import org.repo2oci.output.SampleImage;
import org.repo2oci.store.FakeStore;

/** A real Docker Engine, and images that are made here of this machine's shell. */
@Tag("e2e")
@Timeout(120)
class EngineE2eTest {
  private static final ImageReference NAME = ImageReference.parse("deliver-e2e/demo:1");
  private static final ImageReference OTHER =
      ImageReference.parse("localhost:5000/deliver-e2e/demo");

  @TempDir private Path folder;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private FakeStore store;
  private Engine engine;

  @BeforeEach
  void begin() throws Exception {
    store = new FakeStore(Files.createDirectory(folder.resolve("store")));
    try {
      engine = Engine.connect(System.getenv(), Optional.empty());
    } catch (BuildFailure e) {
      abort("no Docker Engine runs here: " + e.message());
    }
  }

  @AfterEach
  void end() throws Exception {
    if (engine != null) {
      engine.remove(List.of(NAME, OTHER));
      engine.close();
    }
  }

  private FinishedImage image(String compression, String text) throws Exception {
    return new SampleImage(store, compression)
        .layer("shell", SampleImage.shell())
        .layer("text", SampleImage.texts(Map.of("srv/text", text)))
        .command("/bin/sh", "-c", "echo out; echo err >&2; cat /srv/text; exit 7")
        .build();
  }

  private ImageLoad.Outcome load(FinishedImage image, ImageReference... names) throws Exception {
    return engine.load(
        new ImageLoad(
            java.util.Set.of(image.manifest().config().digest(), image.digest()),
            image.config().diffIds(),
            List.of(names),
            out ->
                new ImageWriter(EventSink.none())
                    .writeDockerArchive(image, List.of(names), "engine", out)));
  }

  private RunningContainer start(ContainerRequest request) throws Exception {
    return engine.start(request, lines::add);
  }

  private static ContainerRequest shell(String script) {
    return ContainerRequest.of(NAME.toString()).withCommand(List.of("/bin/sh", "-c", script));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "none"})
  void loadsAndRuns(String compression) throws Exception {
    FinishedImage image = image(compression, "text of the image\n");

    assertThat(load(image, NAME)).isEqualTo(ImageLoad.Outcome.LOADED);

    try (RunningContainer container = start(ContainerRequest.of(NAME.toString()))) {
      assertThat(container.await()).isEqualTo(7);
      assertThat(container.isRunning()).isFalse();
    }
    assertThat(lines).containsExactlyInAnyOrder("out", "err", "text of the image");
  }

  @Test
  void loadsNothingTwice() throws Exception {
    FinishedImage image = image("gzip", "once\n");
    assertThat(load(image, NAME)).isEqualTo(ImageLoad.Outcome.LOADED);
    assertThat(load(image, NAME)).isEqualTo(ImageLoad.Outcome.PRESENT);
    assertThat(load(image, NAME, OTHER)).isEqualTo(ImageLoad.Outcome.TAGGED);
    assertThat(load(image, OTHER, NAME)).isEqualTo(ImageLoad.Outcome.PRESENT);

    FinishedImage newer = image("gzip", "twice\n");
    assertThat(load(newer, NAME, OTHER)).isEqualTo(ImageLoad.Outcome.LOADED);
    // The engine still has the older one, without a name.
    assertThat(load(image, NAME)).isEqualTo(ImageLoad.Outcome.TAGGED);
  }

  @Test
  void aDamagedArchiveIsNotLoaded() throws Exception {
    FinishedImage image = image("gzip", "whole\n");
    Path layer = image.files().file(image.manifest().layers().get(1));
    Files.writeString(layer, "damaged");

    assertThatThrownBy(() -> load(image, NAME))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("its file in the store is damaged");
    assertThat(engine.image(NAME.toString())).isEmpty();
  }

  @Test
  void whatTheEngineRefusesIsSaid() throws Exception {
    ImageLoad nonsense =
        new ImageLoad(
            java.util.Set.of(),
            List.of(),
            List.of(NAME),
            out -> out.write("no archive at all".getBytes(StandardCharsets.UTF_8)));

    assertThatThrownBy(() -> engine.load(nonsense))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot load `deliver-e2e/demo:1`: the Docker Engine refused it");
    assertThatThrownBy(() -> start(ContainerRequest.of("deliver-e2e/none:1")))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure ->
                assertThat(failure.details()).containsExactly("No such image: deliver-e2e/none:1"))
        .hasMessage("Cannot run `deliver-e2e/none:1`: the Docker Engine refused it");
  }

  @Test
  void variablesMountsAndUserReachTheContainer() throws Exception {
    load(image("gzip", "x"), NAME);
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Files.writeString(shared.resolve("note"), "from outside\n");
    Files.setPosixFilePermissions(
        folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));

    ContainerRequest request =
        shell(
                "echo $GREETING; cat /mnt/note; id -u; echo kept > /srv/volume/file; cat /srv/volume/*")
            .withEnvironment(Map.of("GREETING", "hello = world"))
            .withUser("0")
            .withMounts(
                List.of(
                    new ContainerRequest.Mount.Folder(shared, "/mnt", true),
                    new ContainerRequest.Mount.Volume("deliver-e2e", "/srv/volume")));
    try (RunningContainer container = start(request)) {
      assertThat(container.await()).as(String.join("\n", lines)).isZero();
    }

    assertThat(lines).containsExactly("hello = world", "from outside", "0", "kept");
    new ProcessBuilder("docker", "volume", "rm", "deliver-e2e").start().waitFor();
  }

  @Test
  void publishesOnTheLoopbackAlone() throws Exception {
    load(image("gzip", "x"), NAME);
    ContainerRequest request =
        shell("exec sleep 60").withPorts(List.of(ContainerRequest.Port.onLoopback(0, 8888)));

    try (RunningContainer container = start(request)) {
      assertThat(container.ports()).hasSize(1);
      int port = container.ports().getFirst().host();
      assertThat(listening()).contains("0100007F:%04X".formatted(port));
      assertThat(listening()).doesNotContain("00000000:%04X".formatted(port));

      ContainerRequest taken =
          shell("exec sleep 60").withPorts(List.of(ContainerRequest.Port.onLoopback(port, 8888)));
      assertThatThrownBy(() -> start(taken))
          .isInstanceOfSatisfying(
              BuildFailure.class,
              failure -> assertThat(failure.hints()).singleElement().asString().contains("--port"));
    }
    assertThat(containers()).isEmpty();
  }

  private static String listening() throws IOException {
    return Files.readString(Path.of("/proc/net/tcp"));
  }

  private static String containers() throws Exception {
    Process docker =
        new ProcessBuilder("docker", "ps", "-aq", "--filter", "ancestor=" + NAME).start();
    return new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void stopsWithGraceAndThenKills() throws Exception {
    load(image("gzip", "x"), NAME);
    try (RunningContainer container =
        start(shell("trap 'echo asked; exit 3' TERM; echo up; while :; do sleep 0.1; done"))) {
      awaitLine("up");
      container.stop(Duration.ofSeconds(10));
      assertThat(container.await()).isEqualTo(3);
      assertThat(lines).containsExactly("up", "asked");
    }
    try (RunningContainer container =
        start(shell("trap '' TERM; echo deaf; while :; do sleep 0.1; done"))) {
      awaitLine("deaf");
      container.stop(Duration.ofSeconds(1));
      assertThat(container.await()).isEqualTo(137);
    }
    assertThat(containers()).isEmpty();
  }

  private void awaitLine(String line) throws InterruptedException {
    for (int i = 0; i < 1_000 && !lines.contains(line); i++) {
      Thread.sleep(20);
    }
    assertThat(lines).contains(line);
  }

  @Test
  void anInterruptedWaitStillCleansUp() throws Exception {
    load(image("gzip", "x"), NAME);
    List<Throwable> thrown = new ArrayList<>();
    Thread launch =
        new Thread(() -> {
          try (RunningContainer container = start(shell("echo up; exec sleep 60"))) {
            container.await();
          } catch (Exception e) {
            thrown.add(e);
          }
        });
    launch.start();
    awaitLine("up");
    launch.interrupt();
    launch.join();

    assertThat(thrown).singleElement().isInstanceOf(InterruptedException.class);
    assertThat(containers()).isEmpty();
  }

  @Test
  void aContainerMayBeKept() throws Exception {
    load(image("gzip", "x"), NAME);
    String id;
    try (RunningContainer container = start(shell("exec sleep 60").withKeep(true))) {
      id = container.id();
    }

    assertThat(containers()).isEqualTo(id.substring(0, 12) + "\n");
    new ProcessBuilder("docker", "rm", "-f", id).start().waitFor();
    assertThat(containers()).isEmpty();
  }

  @Test
  void saysWhatAnImageHolds() throws Exception {
    FinishedImage image = image("gzip", "a small file\n");
    load(image, NAME);

    EngineImage told = engine.image(NAME.toString()).orElseThrow();

    assertThat(told.layers())
        .extracting(EngineImage.Layer::diffId)
        .isEqualTo(image.config().diffIds());
    assertThat(told.layers())
        .extracting(EngineImage.Layer::createdBy)
        .containsExactly("shell", "text");
    assertThat(told.labels()).containsEntry("org.opencontainers.image.title", "sample");
    assertThat(engine.file(NAME.toString(), "/srv/text", 1000))
        .hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo("a small file\n"));
    assertThat(engine.file(NAME.toString(), "/srv/none", 1000)).isEmpty();
    assertThat(engine.image("deliver-e2e/none:1")).isEmpty();
    assertThat(containers()).isEmpty();
  }
}
