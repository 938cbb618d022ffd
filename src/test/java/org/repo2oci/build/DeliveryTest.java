package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.ImageReference;
import org.repo2oci.output.Destination;
import org.repo2oci.output.FinishedImage;
import org.repo2oci.output.SampleImage;
import org.repo2oci.store.BlobWriter;
import org.repo2oci.store.FakeStore;

class DeliveryTest {
  @TempDir private Path folder;
  private final List<BuildEvent> events = new ArrayList<>();
  private Workshop workshop;
  private BuiltImage image;

  @BeforeEach
  void begin() throws Exception {
    Map<String, String> noEngine = Map.of("DOCKER_HOST", "unix:///nowhere/docker.sock");
    workshop =
        Workshop.open(
            new Workshop.Machine(noEngine, Optional.empty(), folder.resolve("store"), 1),
            events::add);
    FinishedImage sample =
        new SampleImage(new FakeStore(Files.createDirectory(folder.resolve("made"))), "gzip")
            .layer("text", SampleImage.texts(Map.of("srv/text", "x")))
            .build();
    for (Descriptor layer : sample.manifest().layers()) {
      try (BlobWriter blob = workshop.store().newBlob()) {
        Files.copy(sample.files().file(layer), blob);
        blob.commit(layer.digest());
      }
    }
    image =
        new BuiltImage(
            sample.manifestBytes(),
            sample.manifest(),
            sample.configBytes(),
            sample.config(),
            ImageReference.parse("demo"),
            Optional.empty());
  }

  @AfterEach
  void end() {
    workshop.close();
  }

  @Test
  void writesFromTheStore() throws Exception {
    Path layout = folder.resolve("layout");

    new Delivery(workshop)
        .write(image, List.of(image.automaticName()), new Destination.OciLayout(layout));

    assertThat(layout.resolve("index.json"))
        .content()
        .contains(image.digest().toString())
        .contains("\"org.opencontainers.image.ref.name\":\"latest\"");
    assertThat(events).first().isEqualTo(new BuildEvent.Started(BuildEvent.Stage.EXPORT));
    assertThat(events)
        .last()
        .isInstanceOfSatisfying(
            BuildEvent.Finished.class,
            finished ->
                assertThat(finished.summary()).isEqualTo("Wrote `oci:%s`".formatted(layout)));
  }

  @Test
  void aLayerThatHasLeftTheStoreIsSaid() throws Exception {
    Files.delete(
        workshop.store().blob(image.manifest().layers().get(0).digest()).orElseThrow().file());
    Path file = folder.resolve("image.tar");

    assertThatThrownBy(() ->
            new Delivery(workshop)
                .write(image, List.of(image.automaticName()), new Destination.DockerArchive(file)))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("it has left the store meanwhile");
    assertThat(file).doesNotExist();
  }

  @Test
  void anEngineThatIsNotThereIsSaid() {
    assertThatThrownBy(() -> new Delivery(workshop).load(image, List.of(image.automaticName())))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "Cannot reach the Docker Engine at `unix:///nowhere/docker.sock`: there is no such socket");
  }
}
