package org.repo2oci.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.store.FakeStore;

/** What skopeo, umoci and podman make of layouts and archives. */
@Tag("e2e")
@Timeout(120)
class OtherToolsE2eTest {
  @TempDir private Path folder;
  private FakeStore store;

  @BeforeEach
  void begin() throws Exception {
    store = new FakeStore(Files.createDirectory(folder.resolve("store")));
  }

  private FinishedImage image(String compression) throws Exception {
    return new SampleImage(store, compression)
        .layer("shell", SampleImage.shell())
        .layer("text", SampleImage.texts(Map.of("srv/text", "hello from a layer\n")))
        .command("/bin/cat", "/srv/text")
        .build();
  }

  private static void write(FinishedImage image, Destination destination, String... names) {
    new ImageWriter(EventSink.none()).write(image, OciLayoutTest.names(names), destination);
  }

  private String run(Object... words) throws Exception {
    String program = words[0].toString();
    boolean there =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    assumeTrue(there, "`%s` is not installed".formatted(program));
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(Stream.of(words).map(Objects::toString).toList())
            .redirectError(errors.toFile())
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", List.of(words), Files.readString(errors)).isZero();
    return output;
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "none"})
  void skopeoReadsAndCopiesALayout(String compression) throws Exception {
    FinishedImage image = image(compression);
    Path layout = folder.resolve("layout");
    write(image, new Destination.OciLayout(layout), "demo:1");

    JsonNode told = new ObjectMapper().readTree(run("skopeo", "inspect", "oci:" + layout));
    assertThat(told.path("Digest").asText()).isEqualTo(image.digest().toString());
    assertThat(told.path("Layers")).hasSize(2);

    write(image("gzip"), new Destination.OciLayout(layout), "demo:2");
    run("skopeo", "copy", "oci:" + layout + ":1", "dir:" + folder.resolve("copy"));
    assertThat(folder.resolve("copy/manifest.json")).hasBinaryContent(image.manifestBytes());
  }

  @Test
  void skopeoReadsAndCopiesArchives() throws Exception {
    FinishedImage image = image("gzip");
    Path oci = folder.resolve("oci.tar");
    write(image, new Destination.OciArchive(oci), "demo:1");
    run("skopeo", "copy", "oci-archive:" + oci, "dir:" + folder.resolve("copy"));
    assertThat(folder.resolve("copy/manifest.json")).hasBinaryContent(image.manifestBytes());

    for (String compression : List.of("gzip", "zstd", "none")) {
      Path docker = folder.resolve(compression + ".tar");
      FinishedImage other = image(compression);
      write(other, new Destination.DockerArchive(docker), "demo:1");
      JsonNode config =
          new ObjectMapper()
              .readTree(run("skopeo", "inspect", "--config", "docker-archive:" + docker));
      assertThat(config.path("rootfs").path("diff_ids").path(0).asText())
          .isEqualTo(other.config().diffIds().get(0).toString());
      run("skopeo", "copy", "docker-archive:" + docker, "dir:" + folder.resolve(compression));
    }
  }

  @Test
  void umociUnpacksALayout() throws Exception {
    Path layout = folder.resolve("layout");
    write(image("gzip"), new Destination.OciLayout(layout), "demo:1");

    assertThat(run("umoci", "list", "--layout", layout)).isEqualTo("1\n");
    run("umoci", "unpack", "--rootless", "--image", layout + ":1", folder.resolve("bundle"));

    assertThat(folder.resolve("bundle/rootfs/srv/text")).hasContent("hello from a layer\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void podmanLoadsAndRuns(String compression) throws Exception {
    FinishedImage image = image(compression);
    Path file = folder.resolve("docker.tar");
    write(image, new Destination.DockerArchive(file), "localhost/deliver/demo:1");
    String[] podman = {
      "podman",
      "--root",
      folder.resolve("root").toString(),
      "--storage-driver",
      "vfs",
      "--runroot",
      folder.resolve("run").toString()
    };

    assertThat(run(with(podman, "load", "-i", file))).contains("localhost/deliver/demo:1");
    assertThat(run(with(podman, "image", "inspect", "-f", "{{.Id}}", "localhost/deliver/demo:1")))
        .isEqualTo(image.manifest().config().digest().hex() + "\n");
    run(with(podman, "rmi", "-a", "-f"));

    Path oci = folder.resolve("oci.tar");
    write(image, new Destination.OciArchive(oci), "deliver/other:2");
    assertThat(run(with(podman, "load", "-i", oci))).contains("docker.io/deliver/other:2");
    run(with(podman, "rmi", "-a", "-f"));
  }

  private static Object[] with(String[] start, Object... words) {
    return Stream.concat(Stream.of(start), Stream.of(words)).toArray();
  }

  /** A disk of one megabyte. */
  @Test
  void aFullDiskLeavesNothing() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    int user = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    assumeTrue(user == 0, "only root can mount a small disk");
    FinishedImage image = image("none");
    run("mount", "-t", "tmpfs", "-o", "size=1m", "none", disk);
    try {
      for (Destination destination :
          List.of(
              new Destination.OciLayout(disk.resolve("layout")),
              new Destination.OciArchive(disk.resolve("oci.tar")),
              new Destination.DockerArchive(disk.resolve("docker.tar")))) {
        assertThatThrownBy(() -> write(image, destination, "demo:1"))
            .isInstanceOf(BuildFailure.class)
            .hasMessage("Cannot write `%s`: the disk is full", destination.title());
      }
      // Full on the way only: there was room when it was asked for.
      Path file = disk.resolve("way.tar");
      assertThatThrownBy(
              () -> NewFile.write(file, out -> Archive.oci(image, List.of()).writeTo(out, _ -> {})))
          .isInstanceOf(IOException.class);
      try (Stream<Path> files = Files.walk(disk)) {
        assertThat(files.filter(Files::isRegularFile)).isEmpty();
      }
    } finally {
      run("umount", disk);
    }
  }
}
