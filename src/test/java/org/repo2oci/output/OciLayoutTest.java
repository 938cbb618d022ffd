package org.repo2oci.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;
import org.repo2oci.store.FakeStore;

class OciLayoutTest {
  @TempDir private Path folder;
  private final List<BuildEvent> events = new ArrayList<>();
  private FakeStore store;
  private Path layout;

  @BeforeEach
  void begin() throws Exception {
    store = new FakeStore(Files.createDirectory(folder.resolve("store")));
    layout = folder.resolve("out/layout");
  }

  private FinishedImage image(String text) throws Exception {
    return new SampleImage(store, "gzip")
        .layer("base", SampleImage.texts(Map.of("etc/issue", "the same everywhere\n")))
        .layer("top", SampleImage.texts(Map.of("home/text", text)))
        .layer("again", SampleImage.texts(Map.of("etc/issue", "the same everywhere\n")))
        .build();
  }

  private void write(FinishedImage image, String... names) {
    new ImageWriter(events::add).write(image, names(names), new Destination.OciLayout(layout));
  }

  static List<ImageReference> names(String... names) {
    return List.of(names).stream().map(ImageReference::parse).toList();
  }

  @Test
  void anIndependentReaderFindsEveryBlob() throws Exception {
    FinishedImage image = image("one");

    write(image, "localhost:5000/me/demo:1");

    Map<String, byte[]> files = ReadBack.folder(layout);
    assertThat(ReadBack.images(files)).containsOnlyKeys("1");
    assertThat(files.keySet()).filteredOn(name -> name.startsWith("blobs/")).hasSize(4);
    JsonNode entry = ReadBack.json(files, "index.json").path("manifests").path(0);
    assertThat(entry.path("digest").asText()).isEqualTo(image.digest().toString());
    assertThat(entry.path("annotations").path("io.containerd.image.name").asText())
        .isEqualTo("localhost:5000/me/demo:1");
    assertThat(entry.path("platform").toString())
        .isEqualTo("{\"architecture\":\"amd64\",\"os\":\"linux\"}");
  }

  @Test
  void isTheSameBytesTwice() throws Exception {
    write(image("one"), "demo", "demo:2");
    Map<String, byte[]> first = ReadBack.folder(layout);

    layout = folder.resolve("other");
    write(image("one"), "demo", "demo:2");

    Map<String, byte[]> second = ReadBack.folder(layout);
    assertThat(second.keySet()).containsExactlyElementsOf(first.keySet());
    second.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(first.get(name)));
  }

  @Test
  void gathersImagesAndWritesNoBlobTwice() throws Exception {
    write(image("one"), "demo:1");
    FileTime old = FileTime.fromMillis(1_000_000);
    for (String name : ReadBack.folder(layout).keySet()) {
      Files.setLastModifiedTime(layout.resolve(name), old);
    }

    write(image("two"), "demo:2");

    Map<String, byte[]> files = ReadBack.folder(layout);
    assertThat(ReadBack.images(files)).containsOnlyKeys("1", "2");
    long rewritten = 0;
    for (String name : files.keySet()) {
      rewritten += Files.getLastModifiedTime(layout.resolve(name)).equals(old) ? 0 : 1;
    }
    // The index, and the second image's manifest, configuration and top layer.
    assertThat(rewritten).isEqualTo(4);
  }

  @Test
  void aTagMovesToTheNewImage() throws Exception {
    write(image("one"), "demo:1", "demo:stable");
    FinishedImage two = image("two");

    write(two, "demo:stable");

    Map<String, byte[]> files = ReadBack.folder(layout);
    assertThat(ReadBack.images(files)).containsOnlyKeys("1", "stable");
    JsonNode entries = ReadBack.json(files, "index.json").path("manifests");
    assertThat(entries).hasSize(2);
    assertThat(entries.path(1).path("digest").asText()).isEqualTo(two.digest().toString());
  }

  @Test
  void keepsWhatOthersWroteIntoTheIndex() throws Exception {
    write(image("one"), "demo:1");
    ObjectMapper mapper = new ObjectMapper();
    Path index = layout.resolve("index.json");
    ObjectNode json = (ObjectNode) mapper.readTree(index.toFile());
    json.put("other", "field");
    ((ObjectNode) json.path("manifests").path(0)).put("artifactType", "theirs");
    mapper.writeValue(index.toFile(), json);

    write(image("two"), "demo:2");

    JsonNode after = mapper.readTree(index.toFile());
    assertThat(after.path("other").asText()).isEqualTo("field");
    assertThat(after.path("manifests").path(0).path("artifactType").asText()).isEqualTo("theirs");
  }

  @Test
  void mendsABlobThatIsTooShort() throws Exception {
    FinishedImage image = image("one");
    write(image, "demo:1");
    Path blob = layout.resolve("blobs/sha256/" + image.manifest().layers().get(1).digest().hex());
    Files.writeString(blob, "cut");

    write(image, "demo:1");

    assertThat(ReadBack.images(ReadBack.folder(layout))).containsOnlyKeys("1");
  }

  @Test
  void itsFilesAreNotThoseOfTheStore() throws Exception {
    FinishedImage image = image("one");
    Path stored = image.files().file(image.manifest().layers().get(0));
    byte[] before = Files.readAllBytes(stored);
    write(image, "demo:1");

    Files.writeString(layout.resolve("blobs/sha256/" + stored.getFileName()), "changed");

    assertThat(Files.readAllBytes(stored)).isEqualTo(before);
  }

  @Test
  void aFolderWithSomethingElseIsLeftAlone() throws Exception {
    Files.createDirectories(layout);
    Files.writeString(layout.resolve("thesis.tex"), "years of work");

    assertThatThrownBy(() -> write(image("one"), "demo:1"))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.hints()).hasSize(1))
        .hasMessage("Cannot write `oci:%s`: the folder holds something else", layout);

    assertThat(ReadBack.folder(layout)).containsOnlyKeys("thesis.tex");
  }

  @Test
  void aDamagedBlobOfTheStoreIsNotDelivered() throws Exception {
    write(image("one"), "demo:1");
    Map<String, byte[]> before = ReadBack.folder(layout);
    FinishedImage two = image("two");
    Path blob = two.files().file(two.manifest().layers().get(1));
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length / 2] ^= 1;
    Files.write(blob, bytes);

    assertThatThrownBy(() -> write(two, "demo:2"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("is damaged");

    assertThat(ReadBack.folder(layout).keySet()).containsExactlyElementsOf(before.keySet());
    assertThat(ReadBack.images(ReadBack.folder(layout))).containsOnlyKeys("1");
  }

  @Test
  void anIndexThatIsNoneIsLeftAlone() throws Exception {
    write(image("one"), "demo:1");
    Files.writeString(layout.resolve("index.json"), "[]");

    assertThatThrownBy(() -> write(image("two"), "demo:2"))
        .hasMessage("Cannot write `oci:%s`: `index.json` has no `manifests`", layout);
    assertThat(layout.resolve("index.json")).hasContent("[]");
  }

  @Test
  void whatAKilledWriterLeftIsRemoved() throws Exception {
    Files.createDirectories(layout.resolve("blobs/sha256"));
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.writeString(layout.resolve("blobs/sha256/.0123.repo2oci-abc"), "half");

    write(image("one"), "demo:1");

    assertThat(ReadBack.images(ReadBack.folder(layout))).containsOnlyKeys("1");
    assertThat(ReadBack.folder(layout).keySet()).noneMatch(name -> name.contains("repo2oci"));
  }

  @Test
  void writersAtTheSameTimeLoseNoImage() throws Exception {
    List<FinishedImage> images = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      images.add(image("image " + i));
    }
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int number = i;
      threads.add(Thread.startVirtualThread(() -> write(images.get(number), "demo:" + number)));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(ReadBack.images(ReadBack.folder(layout))).hasSize(8);
  }

  @Test
  void saysHowFarItIs() throws Exception {
    FinishedImage image = image("one");
    write(image, "demo:1");

    assertThat(events).last().isInstanceOf(BuildEvent.Progress.class);
    BuildEvent.Progress last = (BuildEvent.Progress) events.getLast();
    assertThat(last.done()).isEqualTo(last.total()).isPositive();
    assertThat(last.item()).isEqualTo("oci:" + layout);
  }

  @Test
  void aPlaceThatTakesNoFilesIsAFailure() throws Exception {
    layout = Path.of("/proc/layout");

    assertThatThrownBy(() -> write(image("one"), "demo:1"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("Cannot write `oci:/proc/layout`: ");
  }
}
