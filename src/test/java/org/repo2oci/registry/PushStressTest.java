package org.repo2oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;

/** Registries that limit, forget, collect and change while they are pushed to. */
@Timeout(60)
class PushStressTest {
  @TempDir private Path folder;
  private final TestImage old = TestImage.random(1, 5_000, 900);
  private final TestImage fresh = TestImage.random(2, 60_000, 100, 20_000);

  private static ImageReference target(TestRegistry registry) {
    return ImageReference.parse(registry.host() + "/me/demo:1");
  }

  private static Map<String, String> login(TestRegistry registry) {
    return Map.of(
        "CONTAINER_ENGINE_REGISTRY_CREDENTIALS",
        "{\"registry\":\"%s\",\"username\":\"me\",\"password\":\"secret\"}"
            .formatted(registry.host()));
  }

  private Pushed push(TestRegistry registry, PushRequest request) throws Exception {
    try (Registries registries = ImagePusherTest.registries(login(registry))) {
      return new ImagePusher(registries, _ -> {}).push(request);
    }
  }

  private Pushed push(TestRegistry registry, TestImage image) throws Exception {
    return push(registry, image.to(target(registry), folder));
  }

  @Test
  void slowsDownWhereTheRegistryHasALimit() throws Exception {
    TestImage many = TestImage.random(3, IntStream.range(0, 50).map(i -> 100 + i).toArray());
    try (TestRegistry registry = new TestRegistry().limit(50, 50)) {
      Pushed pushed = push(registry, many);

      assertThat(pushed.uploaded()).isEqualTo(50);
      assertThat(registry.isWhole("me/demo")).isTrue();
      assertThat(registry.refused()).isBetween(1, 40);
    }
  }

  @Test
  void getsAlongWithTokensThatEndAfterAFewRequests() throws Exception {
    try (TestRegistry registry = new TestRegistry(TestRegistry.Access.BEARER)) {
      registry.expireTokensEvery(9);

      push(registry, fresh);

      assertThat(registry.isWhole("me/demo")).isTrue();
      assertThat(registry.count("/token")).isGreaterThan(1);
    }
  }

  @Test
  void beginsAnewWhereTheRegistryHasForgottenTheUpload() throws Exception {
    try (TestRegistry registry = new TestRegistry()) {
      registry.fault("PUT .*uploads", 1, new TestRegistry.Trouble.Drop(30_000));
      registry.fault("GET .*uploads", 1, new TestRegistry.Trouble.Status(404));

      push(registry, TestImage.random(4, 90_000));

      assertThat(registry.isWhole("me/demo")).isTrue();
      assertThat(registry.count("POST .*uploads")).isEqualTo(3);
    }
  }

  @Test
  void goesOnAsLongAsAnUploadMoves() throws Exception {
    try (TestRegistry registry = new TestRegistry()) {
      registry.fault("(PUT|PATCH) .*uploads", 6, new TestRegistry.Trouble.Drop(10_000));

      push(registry, TestImage.random(4, 90_000));

      assertThat(registry.isWhole("me/demo")).isTrue();
      assertThat(registry.count("PATCH .*uploads")).isGreaterThan(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT .*manifests/sha256", "PUT .*manifests/1$"})
  void sendsAgainWhatIsCollectedBeforeTheManifest(String request) throws Exception {
    try (TestRegistry registry = new TestRegistry()) {
      Digest blob = Digest.of(fresh.layers().getFirst());
      registry.addBlob("me/demo", fresh.layers().getFirst());
      registry.before(
          request,
          1,
          () -> {
            registry.removeBlob("me/demo", blob);
            registry.removeBlob("me/demo", Digest.of(fresh.config()));
          });

      push(registry, fresh);

      assertThat(registry.isWhole("me/demo")).isTrue();
      assertThat(registry.hasBlob("me/demo", blob)).isTrue();
    }
  }

  @Test
  void endsWhereABlobVanishesAgainAndAgain() throws Exception {
    try (TestRegistry registry = new TestRegistry()) {
      old.addTo(registry, "me/demo", "1");
      Digest blob = Digest.of(fresh.layers().getFirst());
      registry.before("PUT .*manifests", 10, () -> registry.removeBlob("me/demo", blob));

      assertThatThrownBy(() -> push(registry, fresh))
          .isInstanceOfSatisfying(
              BuildFailure.class,
              failure ->
                  assertThat(failure.details().getFirst()).contains("MANIFEST_BLOB_UNKNOWN"));
      assertThat(registry.manifest("me/demo", "1")).contains(old.manifest());
      assertThat(registry.isWhole("me/demo")).isTrue();
    }
  }

  @Test
  void aTagThatSomebodyElseMovesMeanwhileIsOursAndWhole() throws Exception {
    TestImage theirs = TestImage.random(9, 4_000, 800);
    try (TestRegistry registry = new TestRegistry()) {
      old.addTo(registry, "me/demo", "1");
      registry.before(
          "POST",
          1,
          () -> {
            theirs.addTo(registry, "me/demo", "1");
            // Nothing keeps the old image's layers any more.
            old.layers().forEach(layer -> registry.removeBlob("me/demo", Digest.of(layer)));
          });
      List<byte[]> layers = new ArrayList<>(old.layers());
      layers.add(fresh.layers().getFirst());
      TestImage next = TestImage.of(layers, org.repo2oci.image.MediaType.OCI_LAYER_GZIP);
      Set<Digest> present = Set.copyOf(old.layers().stream().map(Digest::of).toList());

      push(registry, next.to(target(registry), folder, present, List.of()));

      assertThat(registry.manifest("me/demo", "1")).contains(next.manifest());
      assertThat(registry.manifest("me/demo", theirs.digest().toString())).isPresent();
      assertThat(registry.isWhole("me/demo")).isTrue();
    }
  }

  /** The requests of a push, and what may happen to each. */
  static Stream<TestRegistry.Trouble> troubles() {
    return Stream.of(
        new TestRegistry.Trouble.Status(500),
        new TestRegistry.Trouble.Status(503, Map.of("Retry-After", "0"), "<html>busy"),
        new TestRegistry.Trouble.Status(401),
        new TestRegistry.Trouble.Status(403),
        new TestRegistry.Trouble.Status(404),
        new TestRegistry.Trouble.Status(429, Map.of("Retry-After", "0"), ""),
        new TestRegistry.Trouble.Drop(50),
        new TestRegistry.Trouble.Truncate(3),
        new TestRegistry.Trouble.OtherDigest(),
        new TestRegistry.Trouble.LostAnswer());
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void eachRequestInTurnMayGoWrong(TestRegistry.Trouble trouble) throws Exception {
    int finished = 0;
    boolean passes =
        trouble instanceof TestRegistry.Trouble.Status(int code, var _, var _) && code == 500;
    for (int times : passes ? new int[] {1, 5} : new int[] {1}) {
      int number = 1;
      boolean reached = true;
      while (reached) {
        try (TestRegistry registry = new TestRegistry(TestRegistry.Access.BEARER)) {
          old.addTo(registry, "me/demo", "1");
          registry.addBlob("me/base", fresh.layers().get(1));
          registry.faultAt(number, times, trouble);
          PushRequest request =
              fresh.to(
                  target(registry),
                  folder,
                  Set.of(Digest.of(old.layers().getFirst())),
                  List.of("me/base"));
          Optional<BuildFailure> failure = Optional.empty();
          try {
            push(registry, request);
            finished++;
          } catch (BuildFailure failed) {
            failure = Optional.of(failed);
          }
          check(registry, failure, "request %d of %s".formatted(number, trouble));
          reached = registry.requests().size() >= number;
          number++;
        }
      }
      assertThat(number).isGreaterThan(12);
    }
    assertThat(finished).isPositive();
  }

  private void check(TestRegistry registry, Optional<BuildFailure> failure, String which)
      throws Exception {
    failure.ifPresent(failed -> {
      assertThat(failed.message()).as(which).startsWith("Cannot push to `");
      assertThat(failed.hints()).as(which).isNotEmpty();
      assertThat(failed.details()).as(which).isNotEmpty();
    });
    assertThat(registry.isWhole("me/demo")).as(which).isTrue();
    assertThat(registry.tags("me/demo")).as(which).isEqualTo(new TreeSet<>(Set.of("1")));
    byte[] tagged = registry.manifest("me/demo", "1").orElseThrow();
    if (failure.isEmpty()) {
      assertThat(tagged).as(which).isEqualTo(fresh.manifest());
    } else {
      assertThat(List.of(old.digest(), fresh.digest())).as(which).contains(Digest.of(tagged));
    }
  }
}
