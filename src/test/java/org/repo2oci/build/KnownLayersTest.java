package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageConfigJson;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Manifest;
import org.repo2oci.image.ManifestJson;
import org.repo2oci.image.Platform;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.registry.TestRegistry;

/** What images of registries have is taken where it is to be believed, and nothing else. */
class KnownLayersTest {
  @TempDir private Path folder;
  private final List<Increment> machines = new ArrayList<>();
  private TestRegistry registry;
  private ImageReference tag;

  @BeforeEach
  void begin() throws Exception {
    registry = new TestRegistry();
    tag = ImageReference.parse(registry.host() + "/me/demo:1");
  }

  @AfterEach
  void end() {
    machines.forEach(Increment::close);
    registry.close();
  }

  private Increment machine(Map<String, String> environment) throws Exception {
    Increment machine =
        new Increment(folder.resolve("store" + machines.size()), environment, Platform.LINUX_AMD64);
    machines.add(machine);
    return machine;
  }

  private Increment machine() throws Exception {
    return machine(Map.of());
  }

  @Test
  void onAnEmptyMachineOnlyTheNewLayerIsMadeAndNothingIsPulled() throws Exception {
    machine().push(Increment.reuse(tag), tag, "one", "two", "three");
    registry.requests().clear();
    Increment empty = machine();

    BuiltImage image = empty.push(Increment.reuse(tag), tag, "one", "two", "other");

    assertThat(empty.made).containsExactly("other 1");
    assertThat(registry.isWhole("me/demo")).isTrue();
    assertThat(registry.manifest("me/demo", "1")).hasValue(image.manifestBytes());
    // the manifest, the configuration; the layer asked for and sent; the configuration; two puts
    assertThat(registry.requests()).hasSizeLessThanOrEqualTo(9);
    assertThat(registry.count("GET /v2/me/demo/blobs"))
        .as("of the blobs the configuration alone was read")
        .isEqualTo(1);
  }

  @Test
  void whereNothingChangedOnlyTheDocumentsAreRead() throws Exception {
    Increment first = machine();
    first.push(Increment.reuse(tag), tag, "one", "two");
    registry.requests().clear();

    machine().push(Increment.reuse(tag), tag, "one", "two");

    assertThat(registry.requests()).hasSize(2).allMatch(line -> line.startsWith("GET"));
  }

  @Test
  void theImageIsTheSameAsOneThatIsMadeFromNothing() throws Exception {
    machine().push(Increment.reuse(tag), tag, "one", "two", "three");

    byte[] taken = machine().build(Increment.reuse(tag), "one", "two", "three").manifestBytes();

    assertThat(taken)
        .isEqualTo(machine().build(ReuseRequest.none(), "one", "two", "three").manifestBytes());
  }

  @Test
  void whatAnotherRepositoryOfTheRegistryHasIsMounted() throws Exception {
    machine().push(Increment.reuse(tag), tag, "one", "two");
    ImageReference mine = ImageReference.parse(registry.host() + "/fork/demo:1");
    registry.requests().clear();
    Increment empty = machine();

    empty.push(Increment.from(tag), mine, "one", "two", "three");

    assertThat(empty.made).containsExactly("three 1");
    assertThat(registry.count("POST .*mount=sha256.*from=me%2Fdemo")).isEqualTo(2);
    assertThat(registry.isWhole("fork/demo")).isTrue();
  }

  @Test
  void whatAnotherRegistryHasIsPulledWhenItIsPushed() throws Exception {
    machine().push(Increment.reuse(tag), tag, "one", "two");
    try (TestRegistry other = new TestRegistry()) {
      ImageReference mine = ImageReference.parse(other.host() + "/demo:1");

      Increment empty = machine();
      empty.push(Increment.from(tag), mine, "one", "two");

      assertThat(empty.made).isEmpty();
      assertThat(other.isWhole("demo")).isTrue();
    }
  }

  @Test
  void aLayerThatIsWantedHereIsPulledThen() throws Exception {
    machine().push(Increment.reuse(tag), tag, "one", "two");
    Increment empty = machine();
    BuiltImage image = empty.build(Increment.reuse(tag), "one", "two");

    new Delivery(empty.workshop).fetchBase(image);

    for (Descriptor layer : image.manifest().layers()) {
      assertThat(empty.workshop.store().blob(layer.digest())).isPresent();
    }
  }

  @Test
  void anImageThatAnEngineHasPushedIsTakenFromToo() throws Exception {
    BuiltImage image = machine().push(Increment.reuse(tag), tag, "one", "two");
    List<Descriptor> bare =
        image.manifest().layers().stream()
            .map(layer ->
                new Descriptor(
                    "application/vnd.docker.image.rootfs.diff.tar.gzip",
                    layer.digest(),
                    layer.size()))
            .toList();
    put(image.manifest(), bare, image.config());
    Increment empty = machine();

    empty.push(Increment.reuse(tag), tag, "one", "two", "three");

    assertThat(empty.made).containsExactly("three 1");
  }

  /** Puts an image of other documents under the tag. */
  private void put(Manifest manifest, List<Descriptor> layers, ImageConfig config) {
    byte[] configBytes = ImageConfigJson.write(config, Optional.empty());
    registry.addBlob("me/demo", configBytes);
    Manifest changed =
        new Manifest(
            manifest.mediaType(),
            new Descriptor(
                manifest.config().mediaType(), Digest.of(configBytes), configBytes.length),
            layers,
            Map.of());
    registry.addManifest("me/demo", "1", manifest.mediaType(), ManifestJson.write(changed));
  }

  @Test
  void keysThatWereExchangedInTheManifestAreNotBelieved() throws Exception {
    BuiltImage image = machine().push(Increment.reuse(tag), tag, "one", "two");
    Descriptor one = image.manifest().layers().get(0);
    Descriptor two = image.manifest().layers().get(1);
    put(
        image.manifest(),
        List.of(
            new Descriptor(one.mediaType(), one.digest(), one.size(), two.annotations()),
            new Descriptor(two.mediaType(), two.digest(), two.size(), one.annotations())),
        image.config());
    Increment empty = machine();

    empty.push(Increment.reuse(tag), tag, "one", "two");

    assertThat(empty.made).containsExactly("one 1", "two 1");
    assertThat(empty.warnings())
        .singleElement()
        .asString()
        .contains("its manifest and its configuration say different things");
  }

  @Test
  void aBlobWhoseTarIsAnotherIsNotUsed() throws Exception {
    BuiltImage image = machine().push(Increment.reuse(tag), tag, "one", "two");
    // Manifest and configuration agree; the blob of the first layer is that of the second.
    Descriptor one = image.manifest().layers().get(0);
    Descriptor two = image.manifest().layers().get(1);
    put(
        image.manifest(),
        List.of(new Descriptor(two.mediaType(), two.digest(), two.size(), one.annotations()), two),
        image.config());
    Increment empty = machine();
    BuiltImage taken = empty.build(Increment.reuse(tag), "one", "two");

    assertThatThrownBy(() -> new Delivery(empty.workshop).fetchBase(taken))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(LostLayer.isCauseOf(failure)).isTrue();
              assertThat(failure.message())
                  .contains("Cannot use the layer `%s`".formatted(two.digest().shortened()));
            });
  }

  @Test
  void whatWasMadeHereGoesBeforeWhatAnImageSays() throws Exception {
    BuiltImage image = machine().push(Increment.reuse(tag), tag, "one", "two");
    // Everything agrees, and the layer has another content than its key stands for.
    List<Digest> diffIds = new ArrayList<>(image.config().diffIds());
    diffIds.set(0, diffIds.get(1));
    Descriptor one = image.manifest().layers().get(0);
    Descriptor two = image.manifest().layers().get(1);
    Map<String, String> notes = new java.util.HashMap<>(one.annotations());
    notes.put("org.repo2oci.layer.diff-id", diffIds.get(0).toString());
    put(
        image.manifest(),
        List.of(new Descriptor(two.mediaType(), two.digest(), two.size(), notes), two),
        image.config().withLayers(diffIds, image.config().history()));
    Increment knows = machine();
    LayerBlob own = knows.make(Increment.planned("one"), "one");

    BuiltImage built = knows.build(Increment.reuse(tag), "one", "two");

    assertThat(built.config().diffIds().get(0)).isEqualTo(own.diffId());
    assertThat(knows.warnings())
        .singleElement()
        .asString()
        .contains("another than the one that was made here");
  }

  @Test
  void whatAnImageSaysIsNeverWrittenDownAsOurs() throws Exception {
    machine().push(Increment.reuse(tag), tag, "one");
    Increment empty = machine();

    new Delivery(empty.workshop).fetchBase(empty.build(Increment.reuse(tag), "one"));

    assertThat(empty.workshop.layers().recorded(Increment.planned("one").key())).isEmpty();
  }

  @Test
  void anImageOfAnotherPlatformIsNone() throws Exception {
    try (Increment arm = new Increment(folder.resolve("arm"), Map.of(), Platform.LINUX_ARM64)) {
      arm.push(Increment.reuse(tag), tag, "one");
    }
    Increment empty = machine();

    empty.push(Increment.reuse(tag), tag, "one");

    assertThat(empty.made).containsExactly("one 1");
    assertThat(empty.warnings()).singleElement().asString().contains("it is for `linux/arm64`");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000})
  void aBlobThatIsCutShortIsNotUsed(int bytes) throws Exception {
    BuiltImage image = machine().push(Increment.reuse(tag), tag, "one");
    Increment empty = machine();
    BuiltImage taken = empty.build(Increment.reuse(tag), "one");
    Descriptor layer = image.manifest().layers().getFirst();
    registry.damageBlob("me/demo", layer.digest(), new byte[bytes]);

    assertThatThrownBy(() -> new Delivery(empty.workshop).fetchBase(taken))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(LostLayer.isCauseOf(failure)).isTrue());
  }

  @Test
  void layersThatWereCollectedMeanwhileAreSaidToBeLost() throws Exception {
    BuiltImage image = machine().push(Increment.reuse(tag), tag, "one", "two");
    Increment empty = machine();
    BuiltImage taken = empty.build(Increment.reuse(tag), "one", "two", "three");
    registry.removeBlob("me/demo", image.manifest().layers().getFirst().digest());

    assertThatThrownBy(() -> new Delivery(empty.workshop).push(taken, List.of(tag)))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(LostLayer.isCauseOf(failure)).isTrue());
    assertThat(registry.manifest("me/demo", "1")).hasValue(image.manifestBytes());
  }

  @Test
  void aPoolWithoutASecretGivesOnlyWhatWasMadeHereBefore() throws Exception {
    ImageReference pool = ImageReference.parse(registry.host() + "/pool");
    Increment first = machine();
    BuiltImage image = first.push(Increment.pool(pool), tag, "one");
    Increment empty = machine();
    empty.build(Increment.pool(pool), "one");
    assertThat(empty.made).containsExactly("one 1");

    Files.delete(
        first
            .workshop
            .store()
            .blob(image.manifest().layers().getFirst().digest())
            .orElseThrow()
            .file());
    first.made.clear();
    BuiltImage again = first.build(Increment.pool(pool), "one");

    assertThat(first.made).isEmpty();
    new Delivery(first.workshop).fetchBase(again);
  }

  @Test
  void aSignedEntryOfAPoolIsTaken() throws Exception {
    ImageReference pool = ImageReference.parse(registry.host() + "/pool");
    Map<String, String> secret = Map.of("REPO2OCI_CACHE_SECRET", "s3cret");
    machine(secret).push(Increment.pool(pool), tag, "one", "two");
    ImageReference other = ImageReference.parse(registry.host() + "/else/where:1");
    Increment empty = machine(secret);

    empty.push(Increment.pool(pool), other, "one", "two", "three");

    assertThat(empty.made).containsExactly("three 1");
    assertThat(registry.tags("pool")).hasSize(3);
    assertThat(registry.isWhole("else/where")).isTrue();
    assertThat(registry.isWhole("pool")).isTrue();
  }

  @Test
  void anImageOfPooledLayersIsTheSameAsOneThatIsMadeFromNothing() throws Exception {
    ImageReference pool = ImageReference.parse(registry.host() + "/pool");
    Map<String, String> secret = Map.of("REPO2OCI_CACHE_SECRET", "s3cret");
    machine(secret).push(Increment.pool(pool), tag, "one", "two");

    BuiltImage taken = machine(secret).build(Increment.pool(pool), "one", "two");

    assertThat(taken.manifestBytes())
        .isEqualTo(machine().build(ReuseRequest.none(), "one", "two").manifestBytes());
    assertThat(taken.manifest().layers().getFirst().annotations())
        .containsKey("org.repo2oci.layer.contents");
  }

  @Test
  void whatAStrangerWroteBesideAnEntryIsNotBelieved() throws Exception {
    ImageReference pool = ImageReference.parse(registry.host() + "/pool");
    Map<String, String> secret = Map.of("REPO2OCI_CACHE_SECRET", "s3cret");
    machine(secret).push(Increment.pool(pool), tag, "one");
    String name = PoolEntry.tag(Increment.planned("one").key());
    PoolEntry entry = PoolEntry.read(registry.manifest("pool", name).orElseThrow()).orElseThrow();
    PoolEntry changed =
        new PoolEntry(entry.key(), entry.layer(), "1 0\n", entry.used(), entry.signature());
    registry.addManifest(
        "pool", name, "application/vnd.oci.image.manifest.v1+json", changed.write());
    Increment empty = machine(secret);

    empty.build(Increment.pool(pool), "one");

    assertThat(empty.made).containsExactly("one 1");
    assertThat(empty.warnings()).singleElement().asString().contains("nothing vouches for");
  }

  @Test
  void anEntryThatAnotherSecretSignedIsNotTaken() throws Exception {
    ImageReference pool = ImageReference.parse(registry.host() + "/pool");
    machine(Map.of("REPO2OCI_CACHE_SECRET", "theirs")).push(Increment.pool(pool), tag, "one");
    Increment empty = machine(Map.of("REPO2OCI_CACHE_SECRET", "ours"));

    empty.build(Increment.pool(pool), "one");

    assertThat(empty.made).containsExactly("one 1");
    assertThat(empty.warnings()).singleElement().asString().contains("nothing vouches for");
  }

  @Test
  void anEntryOfAPoolUnderTheTagOfAnotherKeyIsNotTaken() throws Exception {
    ImageReference pool = ImageReference.parse(registry.host() + "/pool");
    Map<String, String> secret = Map.of("REPO2OCI_CACHE_SECRET", "s3cret");
    machine(secret).push(Increment.pool(pool), tag, "one", "two");
    byte[] one =
        registry.manifest("pool", PoolEntry.tag(Increment.planned("one").key())).orElseThrow();
    registry.addManifest(
        "pool",
        PoolEntry.tag(Increment.planned("two").key()),
        "application/vnd.oci.image.manifest.v1+json",
        one);
    Increment empty = machine(secret);

    empty.build(Increment.pool(pool), "one", "two");

    assertThat(empty.made).containsExactly("two 1");
    assertThat(empty.warnings()).singleElement().asString().contains("nothing vouches for");
  }

  @Test
  void whatWasTakenFromOthersIsNotPutIntoAPool() throws Exception {
    machine().push(Increment.reuse(tag), tag, "one");
    ImageReference pool = ImageReference.parse(registry.host() + "/pool");
    ReuseRequest both = Increment.pooled(tag, pool);

    machine(Map.of("REPO2OCI_CACHE_SECRET", "s3cret")).push(both, tag, "one", "two");

    assertThat(registry.tags("pool"))
        .containsExactly(PoolEntry.tag(Increment.planned("two").key()));
  }

  @Test
  void textThatIsNoEntryIsNone() {
    assertThat(PoolEntry.read("{}".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(PoolEntry.read(new byte[] {1})).isEmpty();
  }
}
