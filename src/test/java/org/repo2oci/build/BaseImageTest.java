package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageConfigJson;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Manifest;
import org.repo2oci.image.ManifestJson;
import org.repo2oci.image.MediaType;
import org.repo2oci.image.Platform;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.PlannedLayer;
import org.repo2oci.plan.Planner;
import org.repo2oci.plan.Stratum;
import org.repo2oci.registry.TestImage;
import org.repo2oci.registry.TestRegistry;
import org.repo2oci.store.BlobWriter;
import org.repo2oci.store.StoredBlob;

/** A base image that is made up, in a registry of the test's own process. */
class BaseImageTest {
  @TempDir Path folder;
  private Workshop workshop;
  private TestRegistry registry;
  private TestImage made;
  private ImageReference name;

  @BeforeEach
  void begin() throws Exception {
    workshop =
        Workshop.open(
            new Workshop.Machine(Map.of(), Optional.empty(), folder.resolve("store"), 1),
            EventSink.none());
    registry = new TestRegistry();
    made =
        TestImage.of(
            List.of(
                tar(
                    Map.of(
                        "bin/bash", "",
                        "usr/bin/python3.11", "\0003.11.9\0",
                        "usr/lib/python3.11/os.py", "",
                        "usr/lib/python3.11/asyncio/__init__.py", "")),
                tar(Map.of("lib/libc-2.36.so", ""))),
            "application/vnd.docker.image.rootfs.diff.tar");
    made.addTo(registry, "base", "1");
    name = ImageReference.parse(registry.host() + "/base:1");
  }

  @AfterEach
  void end() {
    registry.close();
    workshop.close();
  }

  private static byte[] tar(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
        byte[] text = file.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(text.length);
        tar.putArchiveEntry(entry);
        tar.write(text);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private BaseImage resolved() throws Exception {
    return BaseImage.resolved(workshop, name, Platform.LINUX_AMD64);
  }

  @Test
  void isLockedByItsDigestWhereverTheTagGoes() throws Exception {
    try (BaseImage image = resolved()) {
      TestImage.random(1, 10).addTo(registry, "base", "1");

      assertThat(image.manifest()).isEqualTo(made.digest());
      assertThat(image.facts().interpreter()).isEqualTo("/usr/bin/python3.11");
      assertThat(image.facts().pythonVersion()).isEqualTo("3.11.9");
    }
  }

  @Test
  void whatWasPulledOnceNeedsNoRegistry() throws Exception {
    try (BaseImage image = resolved()) {
      image.facts();
    }
    registry.close();

    try (BaseImage again = new BaseImage(workshop, name, made.digest(), Platform.LINUX_AMD64)) {
      assertThat(again.facts().glibc()).isEqualTo("2.36");
      assertThat(BaseLayers.of(again.documents()).diffIds())
          .isEqualTo(made.layers().stream().map(Digest::of).toList());
    }
  }

  @Test
  void aLayerThatIsAnotherIsRefused() throws Exception {
    byte[] other = tar(Map.of("other", ""));
    ImageConfig config = ImageConfigJson.read(made.config());
    byte[] lying =
        ImageConfigJson.write(
            config.withLayers(List.of(Digest.of(other)), config.history().subList(0, 1)));
    byte[] manifest =
        ManifestJson.write(
            new Manifest(
                MediaType.OCI_MANIFEST,
                new Descriptor(MediaType.OCI_CONFIG, Digest.of(lying), lying.length),
                made.descriptors().subList(0, 1),
                Map.of()));
    registry.addBlob("base", lying);
    registry.addManifest("base", "1", MediaType.OCI_MANIFEST, manifest);

    try (BaseImage image = resolved()) {
      assertThatThrownBy(image::facts)
          .isInstanceOf(BuildFailure.class)
          .hasMessageContaining("of the base image");
    }
  }

  @Test
  void itsLayersLieBelowOursAsTheyAre() throws Exception {
    BuiltImage built = built();

    List<Descriptor> layers = built.manifest().layers();
    assertThat(layers).hasSize(3);
    for (int i = 0; i < 2; i++) {
      assertThat(layers.get(i).digest()).isEqualTo(made.descriptors().get(i).digest());
      assertThat(layers.get(i).mediaType()).isEqualTo(MediaType.OCI_LAYER_TAR);
    }
    assertThat(built.config().history()).hasSize(3);
    assertThat(built.base().orElseThrow().image().digest()).contains(made.digest());
  }

  @Test
  void aPushMountsThemInTheirOwnRegistry() throws Exception {
    BuiltImage built = built();
    ImageReference target = ImageReference.parse(registry.host() + "/me/demo:1");

    new Delivery(workshop).push(built, List.of(target));

    for (Descriptor layer : made.descriptors()) {
      assertThat(registry.requests())
          .anyMatch(line -> line.contains("mount=sha256") && line.contains(layer.digest().hex()))
          .noneMatch(line -> line.startsWith("GET") && line.contains("blobs/" + layer.digest()));
    }
  }

  @Test
  void aPushToAnotherRegistryPullsThemFirst() throws Exception {
    BuiltImage built = built();
    try (TestRegistry other = new TestRegistry()) {
      ImageReference target = ImageReference.parse(other.host() + "/me/demo:1");

      new Delivery(workshop).push(built, List.of(target));

      for (Descriptor layer : made.descriptors()) {
        assertThat(other.hasBlob("me/demo", layer.digest())).isTrue();
      }
    }
  }

  @Test
  void theRestOfItsSettingsIsKept() throws Exception {
    BaseLayers below = BaseLayers.of(resolved().documents());

    assertThat(below.settings().orElseThrow().environment()).containsEntry("PATH", "/usr/bin:/bin");
    assertThat(below.settings().orElseThrow().labels())
        .containsEntry("org.opencontainers.image.title", "test");
  }

  /** One layer of ours on the base, none of whose layers is in the store. */
  private BuiltImage built() throws Exception {
    StoredBlob ours;
    try (BlobWriter blob = workshop.store().newBlob()) {
      blob.write(tar(Map.of("ours", "")));
      ours = blob.commit();
    }
    PlannedLayer planned =
        new Planner("test")
            .plan(List.of(new Component(Stratum.LOCK, "ours", "", 1, List.of("x"))))
            .layers()
            .getFirst();
    LayerBlob layer =
        new LayerBlob(
            MediaType.OCI_LAYER_TAR, ours.digest(), ours.size(), ours.digest(), ours.size());
    BaseLayers below = BaseLayers.of(resolved().documents());
    ImageConfig settings =
        below.settings().orElseThrow().withLayers(new ArrayList<>(), new ArrayList<>());
    return ImageDocuments.image(
        name,
        settings,
        below,
        List.of(planned),
        List.of(layer),
        new LayerNotebook(workshop.layers(), KnownLayers.ofStore(workshop), List.of(), false));
  }
}
