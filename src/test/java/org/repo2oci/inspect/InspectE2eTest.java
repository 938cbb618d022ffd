package org.repo2oci.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.build.Workshop;
import org.repo2oci.engine.Engine;
import org.repo2oci.engine.ImageLoad;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;
import org.repo2oci.output.Destination;
import org.repo2oci.output.FinishedImage;
import org.repo2oci.output.ImageWriter;
import org.repo2oci.output.SampleImage;
import org.repo2oci.store.FakeStore;

/** Images that a real Docker Engine keeps and saves, and that skopeo turned into other forms. */
@Tag("e2e")
@Timeout(120)
class InspectE2eTest {
  private static final ImageReference NAME = ImageReference.parse("deliver-e2e/inspect:1");

  @TempDir private Path folder;
  private Workshop workshop;
  private FinishedImage image;

  @BeforeEach
  void begin() throws Exception {
    workshop =
        Workshop.open(
            new Workshop.Machine(System.getenv(), Optional.empty(), folder.resolve("store"), 1),
            EventSink.none());
    image =
        new SampleImage(new FakeStore(Files.createDirectory(folder.resolve("made"))), "gzip")
            .layer("repo2oci: base", SampleImage.texts(Map.of("etc/issue", "x")))
            .layer(
                "repo2oci: lock",
                SampleImage.texts(
                    Map.of(
                        "usr/local/share/repo2oci/lock.json",
                        new String(SampleLock.text(), UTF_8))))
            .build();
  }

  @AfterEach
  void end() {
    workshop.close();
  }

  private InspectedImage inspect(String text) throws Exception {
    return new ImageInspector(workshop).inspect(ImageSource.parse(text), Platform.LINUX_AMD64);
  }

  private static void run(Object... words) throws Exception {
    try {
      Process process =
          new ProcessBuilder(List.of(words).stream().map(Object::toString).toList())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
    } catch (IOException e) {
      abort("`%s` is not installed".formatted(words[0]));
    }
  }

  @Test
  void readsWhatAnEngineHasAndSaves() throws Exception {
    try (Engine engine = engine()) {
      engine.load(
          new ImageLoad(
              Set.of(image.manifest().config().digest(), image.digest()),
              image.config().diffIds(),
              List.of(NAME),
              out ->
                  new ImageWriter(EventSink.none())
                      .writeDockerArchive(image, List.of(NAME), "engine", out)));

      InspectedImage kept = inspect("docker-daemon:" + NAME);
      assertThat(kept.packages()).hasSize(2);
      assertThat(kept.layers())
          .extracting(InspectedImage.Layer::createdBy)
          .containsExactly("repo2oci: base", "repo2oci: lock");

      Path saved = folder.resolve("saved.tar");
      run("docker", "save", "-o", saved, NAME);
      assertThat(inspect("docker-archive:" + saved).packages()).isEqualTo(kept.packages());
      assertThatThrownBy(() -> inspect("docker-daemon:deliver-e2e/none:1"))
          .hasMessage(
              "Cannot inspect `docker-daemon:deliver-e2e/none:1`: the Docker Engine has no such image");
      engine.remove(List.of(NAME));
    }
  }

  private static Engine engine() {
    try {
      return Engine.connect(System.getenv(), Optional.empty());
    } catch (BuildFailure e) {
      return abort("no Docker Engine runs here: " + e.message());
    }
  }

  @Test
  void readsWhatSkopeoWrites() throws Exception {
    Path layout = folder.resolve("layout");
    new ImageWriter(EventSink.none())
        .write(image, List.of(NAME), new Destination.OciLayout(layout));
    InspectedImage ours = inspect("oci:" + layout);
    assertThat(ours.packages()).hasSize(2);

    Path docker = folder.resolve("skopeo.tar");
    run("skopeo", "copy", "oci:" + layout, "docker-archive:" + docker + ":demo:1");
    assertThat(inspect("docker-archive:" + docker).packages()).isEqualTo(ours.packages());

    Path oci = folder.resolve("skopeo-oci.tar");
    run("skopeo", "copy", "oci:" + layout, "oci-archive:" + oci + ":demo");
    assertThat(inspect("oci-archive:" + oci)).isEqualTo(ours);
  }
}
