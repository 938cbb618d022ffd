package org.repo2oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.MediaType;
import org.repo2oci.image.Platform;
import org.repo2oci.store.FakeStore;
import org.repo2oci.store.StoredBlob;

@Timeout(30)
class ImagePullerTest {
  @TempDir private Path folder;
  private final TestImage image = TestImage.random(1, 300_000, 2_000);
  private TestRegistry registry;
  private Registries registries;
  private FakeStore store;
  private ImagePuller puller;

  @BeforeEach
  void start() throws IOException {
    registry = new TestRegistry();
    registries = ImagePusherTest.registries(Map.of());
    store = new FakeStore(folder);
    puller = new ImagePuller(registries, store, _ -> {});
  }

  @AfterEach
  void stop() {
    registries.close();
    registry.close();
  }

  private ImageReference reference(String tag) {
    return ImageReference.parse(registry.host() + "/me/base" + tag);
  }

  private StoredBlob layer(int number) throws Exception {
    return puller.blob(reference(":1"), image.descriptors().get(number), "layer");
  }

  @Test
  void readsAnImagesDocumentsAndLayers() throws Exception {
    image.addTo(registry, "me/base", "1");

    RemoteImage remote = puller.image(reference(":1"), Platform.LINUX_AMD64);

    assertThat(remote.digest()).isEqualTo(image.digest());
    assertThat(remote.manifestBytes()).isEqualTo(image.manifest());
    assertThat(remote.configBytes()).isEqualTo(image.config());
    assertThat(remote.config().user()).contains("1000");
    assertThat(Files.readAllBytes(layer(0).file())).isEqualTo(image.layers().get(0));
  }

  @Test
  void getsALayerOnce() throws Exception {
    image.addTo(registry, "me/base", "1");
    layer(1);
    layer(1);
    assertThat(registry.count("GET .*blobs")).isEqualTo(1);
  }

  @Test
  void choosesThePlatformOfAnIndex() throws Exception {
    image.addTo(registry, "me/base", "amd64");
    registry.addManifest("me/base", "1", MediaType.OCI_INDEX, index("amd64"));
    registry.addManifest("me/base", "arm", MediaType.OCI_INDEX, index("arm64"));

    assertThat(puller.image(reference(":1"), Platform.LINUX_AMD64).digest())
        .isEqualTo(image.digest());
    assertThatThrownBy(() -> puller.image(reference(":arm"), Platform.LINUX_AMD64))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure).hasMessageEndingWith("it has no image for `linux/amd64`");
              assertThat(failure.details().getFirst()).contains("linux/arm64");
            });
  }

  private byte[] index(String architecture) {
    return ("{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"%s\",\"digest\":\"%s\","
            + "\"size\":%d,\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}]}")
        .formatted(MediaType.OCI_MANIFEST, image.digest(), image.manifest().length, architecture)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void pinsAnImageByItsDigest() throws Exception {
    image.addTo(registry, "me/base", "1");
    ImageReference pinned = reference("@" + image.digest());

    assertThat(puller.image(pinned, Platform.LINUX_AMD64).digest()).isEqualTo(image.digest());

    registry.fault("GET .*manifests", 1, new TestRegistry.Trouble.Corrupt());
    assertThatThrownBy(() -> puller.image(pinned, Platform.LINUX_AMD64))
        .hasMessageEndingWith("the registry has other bytes for the manifest");
  }

  @Test
  void goesOnWhereALayerBroke() throws Exception {
    image.addTo(registry, "me/base", "1");
    registry.fault("GET .*blobs", 1, new TestRegistry.Trouble.Truncate(200_000));

    assertThat(layer(0).size()).isEqualTo(300_000);
    assertThat(registry.count("GET .*blobs")).isEqualTo(2);
  }

  @Test
  void refusesALayerWithOtherBytes() {
    image.addTo(registry, "me/base", "1");
    registry.fault("GET .*blobs", 9, new TestRegistry.Trouble.Corrupt());

    assertThatThrownBy(() -> layer(0))
        .isInstanceOf(BuildFailure.class)
        .hasMessageEndingWith("the registry has other bytes for a blob");
    assertThat(store.count()).isZero();
  }

  @Test
  void saysWhenThereIsNoSuchImageOrLayer() {
    assertThatThrownBy(() -> puller.image(reference(":1"), Platform.LINUX_AMD64))
        .hasMessage(
            "Cannot pull from `%s/me/base:1`: the registry has no image of this name"
                .formatted(registry.host()));
    assertThatThrownBy(() -> layer(0)).hasMessageEndingWith(": 404 Not Found");
  }

  @Test
  void refusesWhatIsNoImage() {
    registry.addManifest(
        "me/base", "1", MediaType.OCI_MANIFEST, "{}".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> puller.image(reference(":1"), Platform.LINUX_AMD64))
        .isInstanceOf(BuildFailure.class)
        .hasMessageEndingWith("the manifest is not of schema version 2");
  }

  @Test
  void leavesTheLoginBehindWhenABlobIsElsewhere() throws Exception {
    image.addTo(registry, "me/base", "1");
    try (TestRegistry secured = new TestRegistry(TestRegistry.Access.BASIC);
        Registries both =
            ImagePusherTest.registries(
                Map.of(
                    "CONTAINER_ENGINE_REGISTRY_CREDENTIALS",
                    "{\"registry\":\"%s\",\"username\":\"me\",\"password\":\"secret\"}"
                        .formatted(secured.host())))) {
      Descriptor layer = image.descriptors().get(0);
      secured.fault(
          "GET .*blobs",
          1,
          new TestRegistry.Trouble.Status(
              307,
              Map.of(
                  "Location",
                  "http://%s/v2/me/base/blobs/%s".formatted(registry.host(), layer.digest())),
              ""));
      StoredBlob blob =
          new ImagePuller(both, store, _ -> {})
              .blob(ImageReference.parse(secured.host() + "/me/base:1"), layer, "layer");
      assertThat(blob.digest()).isEqualTo(Digest.of(image.layers().get(0)));
    }
  }

  @Test
  void findsNothingOrTheRawManifest() throws Exception {
    assertThat(puller.find(reference(":1"))).isEmpty();
    image.addTo(registry, "me/base", "1");
    assertThat(puller.find(reference(":1")).map(RemoteManifest::bytes)).contains(image.manifest());
  }
}
