package org.repo2oci.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.store.FakeStore;

class ArchivesTest {
  @TempDir private Path folder;
  private FakeStore store;
  private Path file;

  @BeforeEach
  void begin() throws Exception {
    store = new FakeStore(Files.createDirectory(folder.resolve("store")));
    file = folder.resolve("image.tar");
  }

  private FinishedImage image(String compression) throws Exception {
    return new SampleImage(store, compression)
        .layer("base", SampleImage.texts(Map.of("etc/issue", "x".repeat(100_000))))
        .layer("top", SampleImage.texts(Map.of("home/text", "text")))
        .layer("again", SampleImage.texts(Map.of("etc/issue", "x".repeat(100_000))))
        .build();
  }

  private void write(FinishedImage image, Destination destination, String... names) {
    new ImageWriter(EventSink.none()).write(image, OciLayoutTest.names(names), destination);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "none"})
  void anOciArchiveIsALayout(String compression) throws Exception {
    write(image(compression), new Destination.OciArchive(file), "demo:1", "demo:2");

    assertThat(ReadBack.images(ReadBack.tar(file))).containsOnlyKeys("1", "2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "none"})
  void aDockerArchiveIsALayoutWithDockersManifest(String compression) throws Exception {
    FinishedImage image = image(compression);
    write(image, new Destination.DockerArchive(file), "localhost:5000/me/demo:1", "demo");

    Map<String, byte[]> files = ReadBack.tar(file);
    assertThat(ReadBack.images(files)).containsOnlyKeys("1", "latest");
    JsonNode docker = ReadBack.json(files, "manifest.json");
    assertThat(docker).hasSize(1);
    assertThat(docker.path(0).path("RepoTags").toString())
        .isEqualTo("[\"localhost:5000/me/demo:1\",\"demo:latest\"]");
    assertThat(files.get(docker.path(0).path("Config").asText())).isEqualTo(image.configBytes());
    assertLayers(files, docker.path(0));
  }

  /** Docker 20.10 cannot read Zstandard. */
  @Test
  void aDockerArchiveHasNoZstandard() throws Exception {
    write(image("zstd"), new Destination.DockerArchive(file), "demo:1");

    Map<String, byte[]> files = ReadBack.tar(file);
    assertThat(files).doesNotContainKey("index.json").hasSize(4);
    assertLayers(files, ReadBack.json(files, "manifest.json").path(0));
  }

  private static void assertLayers(Map<String, byte[]> files, JsonNode docker) throws Exception {
    JsonNode diffIds =
        ReadBack.json(files, docker.path("Config").asText()).path("rootfs").path("diff_ids");
    assertThat(docker.path("Layers")).hasSize(3);
    for (int i = 0; i < 3; i++) {
      byte[] layer = Objects.requireNonNull(files.get(docker.path("Layers").path(i).asText()));
      assertThat("sha256:" + ReadBack.sha256(ReadBack.unzipped(layer)))
          .isEqualTo(diffIds.path(i).asText());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void isTheSameBytesTwice(String compression) throws Exception {
    Path second = folder.resolve("second.tar");
    write(image(compression), new Destination.DockerArchive(file), "demo:1");
    write(image(compression), new Destination.DockerArchive(second), "demo:1");
    assertThat(second).hasSameBinaryContentAs(file);

    write(image(compression), new Destination.OciArchive(file), "demo:1");
    write(image(compression), new Destination.OciArchive(second), "demo:1");
    assertThat(second).hasSameBinaryContentAs(file);
  }

  @Test
  void takesThePlaceOfAnOlderArchive() throws Exception {
    Files.writeString(file, "older");
    Path link = Files.createSymbolicLink(folder.resolve("link.tar"), file);

    write(image("gzip"), new Destination.OciArchive(link), "demo:1");

    assertThat(link).isSymbolicLink();
    assertThat(ReadBack.images(ReadBack.tar(file))).containsOnlyKeys("1");
  }

  @Test
  void aFailureLeavesTheOlderArchive() throws Exception {
    Files.writeString(file, "older");
    FinishedImage image = image("gzip");
    Path blob = image.files().file(image.manifest().layers().get(0));
    Files.writeString(blob, "damaged");

    assertThatThrownBy(() -> write(image, new Destination.OciArchive(file), "demo:1"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("is damaged");

    assertThat(file).hasContent("older");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(file, folder.resolve("store"));
    }
  }

  @Test
  void whatIsNoFileIsLeftAlone() {
    assertThatThrownBy(() -> ImageWriter.check(new Destination.OciArchive(folder)))
        .hasMessage("Cannot write `oci-archive:%s`: it is a folder", folder);
    assertThatThrownBy(() -> ImageWriter.check(new Destination.DockerArchive(Path.of("/dev/null"))))
        .hasMessage("Cannot write `docker-archive:/dev/null`: it is no ordinary file");
    assertThatThrownBy(
            () -> ImageWriter.check(new Destination.OciArchive(Path.of("/dev/null/image.tar"))))
        .hasMessage("Cannot write `oci-archive:/dev/null/image.tar`: `/dev/null` is no folder");
  }

  @Test
  void aFolderThatTakesNoFilesIsNamed() throws Exception {
    FinishedImage image = image("gzip");

    assertThatThrownBy(
            () -> write(image, new Destination.OciArchive(Path.of("/proc/image.tar")), "demo:1"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("Cannot write `oci-archive:/proc/image.tar`: ")
        .hasMessageContaining("`/proc`");
  }

  @Test
  void refusesDocumentsThatDoNotBelongTogether() throws Exception {
    FinishedImage one = image("gzip");
    FinishedImage other =
        new SampleImage(store, "gzip").layer("x", SampleImage.texts(Map.of("a", "b"))).build();

    assertThatThrownBy(
            () -> FinishedImage.of(one.manifestBytes(), other.configBytes(), one.files()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the manifest names another configuration");
    assertThat(List.of(one.digest())).doesNotContain(other.digest());
  }
}
