package org.repo2oci.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.build.Workshop;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.MediaType;
import org.repo2oci.image.Platform;
import org.repo2oci.inspect.InspectedImage.InstalledPackage;
import org.repo2oci.output.Destination;
import org.repo2oci.output.FinishedImage;
import org.repo2oci.output.ImageWriter;
import org.repo2oci.output.SampleImage;
import org.repo2oci.registry.TestRegistry;
import org.repo2oci.store.FakeStore;

class ImageInspectorTest {
  private static final List<InstalledPackage> PACKAGES =
      List.of(
          new InstalledPackage("debian", "bash", "5.2"),
          new InstalledPackage("pypi", "numpy", "2.3.1"));

  @TempDir private Path folder;
  private final List<BuildEvent> events = new ArrayList<>();
  private FakeStore store;
  private Workshop workshop;

  @BeforeEach
  void begin() throws Exception {
    store = new FakeStore(Files.createDirectory(folder.resolve("blobs")));
    workshop =
        Workshop.open(
            new Workshop.Machine(Map.of(), Optional.empty(), folder.resolve("store"), 1),
            events::add);
  }

  @AfterEach
  void end() {
    workshop.close();
  }

  private FinishedImage ours(String compression, byte[] lock) throws Exception {
    return new SampleImage(store, compression)
        .layer(
            "repo2oci: bash 5.2",
            SampleImage.texts(Map.of("bin/bash", "bash")),
            Map.of("org.repo2oci.layer.key", "sha256:1", "org.repo2oci.layer.stratum", "base"))
        .layer(
            "repo2oci: lock",
            SampleImage.texts(
                Map.of("usr/local/share/repo2oci/lock.json", new String(lock, UTF_8))),
            Map.of("org.repo2oci.layer.key", "sha256:2", "org.repo2oci.layer.stratum", "lock"))
        .layer("repo2oci: repository", SampleImage.texts(Map.of("home/file", "x")))
        .build();
  }

  private FinishedImage ours(String compression) throws Exception {
    return ours(compression, SampleLock.text());
  }

  private FinishedImage theirs() throws Exception {
    return new SampleImage(store, "gzip")
        .layer("RUN something", SampleImage.texts(Map.of("etc/issue", "x")))
        .build();
  }

  private void write(FinishedImage image, Destination destination, String... names) {
    new ImageWriter(EventSink.none())
        .write(image, List.of(names).stream().map(ImageReference::parse).toList(), destination);
  }

  private InspectedImage inspect(String text) throws Exception {
    return new ImageInspector(workshop).inspect(ImageSource.parse(text), Platform.LINUX_AMD64);
  }

  @Test
  void readsALayout() throws Exception {
    FinishedImage image = ours("gzip");
    write(image, new Destination.OciLayout(folder.resolve("layout")), "demo:1");

    InspectedImage read = inspect("oci:" + folder.resolve("layout"));

    assertThat(read.digest()).isEqualTo(image.digest());
    assertThat(read.platform()).isEqualTo(Platform.LINUX_AMD64);
    assertThat(read.labels()).containsEntry("org.opencontainers.image.title", "sample");
    Descriptor base = image.manifest().layers().get(0);
    assertThat(read.layers())
        .hasSize(3)
        .first()
        .isEqualTo(
            new InspectedImage.Layer(
                base.digest(),
                image.config().diffIds().get(0),
                base.size(),
                "repo2oci: bash 5.2",
                Optional.of("sha256:1"),
                Optional.of("base")));
    assertThat(read.layers().get(2).key()).isEmpty();
    assertThat(read.packages()).isEqualTo(PACKAGES);
  }

  @Test
  void readsOneOfSeveralImages() throws Exception {
    String layout = "oci:" + folder.resolve("layout");
    write(ours("gzip"), new Destination.OciLayout(folder.resolve("layout")), "me/demo:1");
    write(theirs(), new Destination.OciLayout(folder.resolve("layout")), "me/demo:2");

    assertThat(inspect(layout + ":1").layers()).hasSize(3);
    assertThat(inspect(layout + ":docker.io/me/demo:2").layers()).hasSize(1);
    assertThatThrownBy(() -> inspect(layout))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.details()).containsExactly("Its images are `1`, `2`");
              assertThat(failure.hints())
                  .containsExactly("Name one after a colon, such as `%s:1`".formatted(layout));
            })
        .hasMessage("Cannot inspect `%s`: it holds 2 images", layout);
    assertThatThrownBy(() -> inspect(layout + ":3"))
        .hasMessage("Cannot inspect `%s`: it has no such image", layout);
  }

  @Test
  void anImageOfOthersHasLayersToo() throws Exception {
    write(theirs(), new Destination.OciLayout(folder.resolve("layout")), "demo:1");

    InspectedImage read = inspect("oci:" + folder.resolve("layout"));

    assertThat(read.layers())
        .extracting(InspectedImage.Layer::createdBy)
        .containsExactly("RUN something");
    assertThat(read.packages()).isEmpty();
    assertThat(events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "none"})
  void readsArchives(String compression) throws Exception {
    FinishedImage image = ours(compression);
    Path oci = folder.resolve("oci.tar");
    write(image, new Destination.OciArchive(oci), "demo:1");
    assertThat(inspect("oci-archive:" + oci))
        .returns(image.digest(), InspectedImage::digest)
        .returns(PACKAGES, InspectedImage::packages);

    Path docker = folder.resolve("docker.tar");
    write(image, new Destination.DockerArchive(docker), "demo:1");
    InspectedImage read = inspect("docker-archive:" + docker);
    assertThat(read.packages()).isEqualTo(PACKAGES);
    assertThat(read.layers())
        .extracting(InspectedImage.Layer::createdBy)
        .contains("repo2oci: lock");
  }

  @Test
  void readsAnArchiveThatIsCompressedAsAWhole() throws Exception {
    Path plain = folder.resolve("oci.tar");
    write(ours("gzip"), new Destination.OciArchive(plain), "demo:1");
    Path zipped = folder.resolve("oci.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      Files.copy(plain, out);
    }

    assertThat(inspect("oci-archive:" + zipped).packages()).isEqualTo(PACKAGES);
  }

  /** What {@code docker save} of 20.10 writes: no layout, layers in folders, one as a link. */
  @Test
  void readsWhatAnOldEngineSaved() throws Exception {
    FinishedImage image = ours("none");
    Path saved = folder.resolve("saved.tar");
    List<String> paths = new ArrayList<>();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(saved))) {
      for (int i = 0; i < 3; i++) {
        byte[] layer = Files.readAllBytes(image.files().file(image.manifest().layers().get(i)));
        put(tar, "real%d/layer.tar".formatted(i), layer);
        TarArchiveEntry link = new TarArchiveEntry("link%d/layer.tar".formatted(i), (byte) '2');
        link.setLinkName("../real%d/layer.tar".formatted(i));
        tar.putArchiveEntry(link);
        tar.closeArchiveEntry();
        paths.add("\"link%d/layer.tar\"".formatted(i));
      }
      put(tar, "config.json", image.configBytes());
      put(
          tar,
          "manifest.json",
          "[{\"Config\":\"config.json\",\"RepoTags\":[\"demo:1\"],\"Layers\":[%s]}]"
              .formatted(String.join(",", paths))
              .getBytes(UTF_8));
    }

    InspectedImage read = inspect("docker-archive:" + saved);

    assertThat(read.digest()).isEqualTo(image.manifest().config().digest());
    assertThat(read.layers())
        .extracting(InspectedImage.Layer::digest)
        .isEqualTo(image.config().diffIds());
    assertThat(read.packages()).isEqualTo(PACKAGES);
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] bytes) throws Exception {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  @Test
  void fetchesOnlyTheLocksLayerFromARegistry() throws Exception {
    FinishedImage image = ours("gzip");
    try (TestRegistry registry = new TestRegistry()) {
      for (Descriptor layer : image.manifest().layers()) {
        registry.addBlob("me/demo", Files.readAllBytes(image.files().file(layer)));
      }
      registry.addBlob("me/demo", image.configBytes());
      registry.addManifest("me/demo", "1", MediaType.OCI_MANIFEST, image.manifestBytes());

      InspectedImage read = inspect(registry.host() + "/me/demo:1");

      assertThat(read.digest()).isEqualTo(image.digest());
      assertThat(read.packages()).isEqualTo(PACKAGES);
      assertThat(registry.requests())
          .filteredOn(request -> request.contains("/blobs/"))
          .hasSize(2)
          .anyMatch(request -> request.contains(image.manifest().config().digest().hex()))
          .anyMatch(request -> request.contains(image.manifest().layers().get(1).digest().hex()));
    }
  }

  @Test
  void aLockOfALaterVersionHidesOnlyThePackages() throws Exception {
    write(
        ours("gzip", "{\"format\": 99}".getBytes(UTF_8)),
        new Destination.OciLayout(folder.resolve("layout")),
        "demo:1");

    InspectedImage read = inspect("oci:" + folder.resolve("layout"));

    assertThat(read.layers()).hasSize(3);
    assertThat(read.packages()).isEmpty();
    assertThat(events).singleElement().isInstanceOf(BuildEvent.Warned.class);
  }

  @Test
  void damagedPlacesAreSaid() throws Exception {
    FinishedImage image = ours("gzip");
    Path layout = folder.resolve("layout");
    write(image, new Destination.OciLayout(layout), "demo:1");
    Path manifest = layout.resolve("blobs/sha256/" + image.digest().hex());
    Files.writeString(manifest, "{}");
    assertThatThrownBy(() -> inspect("oci:" + layout))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "Cannot inspect `oci:%s`: the blob `%s` is damaged",
            layout, image.digest().shortened());

    Files.delete(manifest);
    assertThatThrownBy(() -> inspect("oci:" + layout)).hasMessageEndingWith("is not there");

    Files.delete(layout.resolve("index.json"));
    assertThatThrownBy(() -> inspect("oci:" + layout)).hasMessageEndingWith("it is no OCI layout");

    Path text = Files.writeString(folder.resolve("text"), "x".repeat(10_000));
    assertThatThrownBy(() -> inspect("oci-archive:" + text))
        .hasMessage("Cannot inspect `oci-archive:%s`: it is no tar", text);
    assertThatThrownBy(() -> inspect("docker-archive:/nowhere"))
        .hasMessage("Cannot inspect `docker-archive:/nowhere`: there is no such file");
    assertThatThrownBy(() -> inspect("oci:/nowhere"))
        .hasMessage("Cannot inspect `oci:/nowhere`: there is no such folder");
  }

  @Test
  void aDamagedLockLayerIsSaid() throws Exception {
    FinishedImage image = ours("none");
    Path layout = folder.resolve("layout");
    write(image, new Destination.OciLayout(layout), "demo:1");
    Path lock = layout.resolve("blobs/sha256/" + image.manifest().layers().get(1).digest().hex());
    Files.writeString(lock, Files.readString(lock).replace("numpy", "dumpy"));

    assertThatThrownBy(() -> inspect("oci:" + layout))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot inspect `oci:%s`: the layer with the lock is damaged", layout);
  }

  @Test
  void parsesWhereAnImageIs() {
    assertThat(ImageSource.parse("quay.io/me/demo:1"))
        .isEqualTo(new ImageSource.Registry(ImageReference.parse("quay.io/me/demo:1")));
    assertThat(ImageSource.parse("docker-daemon:me/demo:1"))
        .isEqualTo(new ImageSource.DockerDaemon("me/demo:1"));
    assertThat(ImageSource.parse("oci:" + folder + ":a/b:1"))
        .isEqualTo(new ImageSource.OciLayout(folder, Optional.of("a/b:1")));
    assertThat(ImageSource.parse("oci-archive:/no/such:1"))
        .isEqualTo(new ImageSource.OciArchive(Path.of("/no/such:1"), Optional.empty()));
    assertThatThrownBy(() -> ImageSource.parse("oci:"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
